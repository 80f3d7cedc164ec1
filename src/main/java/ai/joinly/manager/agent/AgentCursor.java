package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A position in the list of all agents, which stays valid when agents are created and deleted.
 *
 * @param age of the agent at this position; growing, but used again if the newest agent is deleted
 *     and the manager restarted
 * @param id of the agent at this position, which may be deleted since
 */
public record AgentCursor(long age, AgentId id) {
  private static final String PREFIX = "agent_";
  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})-([0-9a-f]{8})");

  /** Reads the form that {@link #toString} returns. */
  public static Optional<AgentCursor> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new AgentCursor(Long.parseLong(form.group(1)), new AgentId(PREFIX + form.group(2))))
        : Optional.empty();
  }

  /** Returns whether an agent comes after this position. */
  public boolean isBefore(long otherAge, AgentId otherId) {
    return otherAge > age || (otherAge == age && !otherId.equals(id));
  }

  @Override
  public String toString() {
    return age + "-" + id.value().substring(PREFIX.length());
  }
}
