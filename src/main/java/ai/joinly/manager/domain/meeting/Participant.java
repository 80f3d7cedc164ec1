package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.Cut;
import java.util.List;
import java.util.Optional;

/**
 * Somebody in a meeting, as the platform shows it. What is longer than any name is cut.
 *
 * @param notes what the platform says beside the name, such as {@code Meeting host}
 */
public record Participant(String name, Optional<String> email, List<String> notes) {
  /** How a platform marks the agent itself. */
  private static final String SELF = "You";

  private static final int LONGEST = 200;
  private static final int MOST_NOTES = 10;

  public Participant {
    name = Cut.to(LONGEST, name);
    email = email.map(address -> Cut.to(LONGEST, address));
    notes = notes.stream().limit(MOST_NOTES).map(note -> Cut.to(LONGEST, note)).toList();
  }

  /** Whether this is the agent that is shown as {@code agentName}. */
  public boolean isAgent(String agentName) {
    return notes.contains(SELF) || name.equalsIgnoreCase(agentName);
  }
}
