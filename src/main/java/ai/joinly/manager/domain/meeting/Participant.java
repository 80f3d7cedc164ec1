package ai.joinly.manager.domain.meeting;

import ai.joinly.manager.domain.Cut;
import java.util.List;
import java.util.Optional;

/**
 * Participant of a meeting, as shown by the platform. Long values are truncated.
 *
 * @param notes the platform's notes next to the name, such as {@code Meeting host}
 */
public record Participant(String name, Optional<String> email, List<String> notes) {
  /** The platforms' note for the agent itself. */
  private static final String SELF = "You";

  private static final int MAX_LENGTH = 200;
  private static final int MAX_NOTES = 10;

  public Participant {
    name = Cut.to(MAX_LENGTH, name);
    email = email.map(address -> Cut.to(MAX_LENGTH, address));
    notes = notes.stream().limit(MAX_NOTES).map(note -> Cut.to(MAX_LENGTH, note)).toList();
  }

  /** Returns whether this is the agent with the name {@code agentName}. */
  public boolean isAgent(String agentName) {
    return notes.contains(SELF) || name.equalsIgnoreCase(agentName);
  }
}
