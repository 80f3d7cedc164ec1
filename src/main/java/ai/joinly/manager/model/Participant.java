package ai.joinly.manager.model;

import java.util.List;
import java.util.Optional;

/**
 * Somebody in a meeting, as the platform shows it.
 *
 * @param notes what the platform says beside the name, such as {@code Meeting host}
 */
public record Participant(String name, Optional<String> email, List<String> notes) {
  /** How a platform marks the agent itself. */
  private static final String SELF = "You";

  public Participant {
    notes = List.copyOf(notes);
  }

  /** Whether this is the agent that is shown as {@code agentName}. */
  public boolean isAgent(String agentName) {
    return notes.contains(SELF) || name.equalsIgnoreCase(agentName);
  }
}
