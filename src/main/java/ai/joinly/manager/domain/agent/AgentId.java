package ai.joinly.manager.domain.agent;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** Id of an agent in the API: {@code agent_} and eight hexadecimal digits. */
public record AgentId(String value) implements Comparable<AgentId> {
  private static final Pattern FORM = Pattern.compile("agent_[0-9a-f]{8}");

  public AgentId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("an agent id is agent_ and eight hexadecimal digits");
    }
  }

  /** Returns the id with the digits of {@code bits}. */
  public static AgentId of(int bits) {
    return new AgentId("agent_" + HexFormat.of().toHexDigits(bits));
  }

  /** Returns whether {@code text} has the form of an agent id. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
