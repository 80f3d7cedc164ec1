package ai.joinly.manager.domain.meeting;

/** Who spoke a segment. */
public enum Role {
  /** Somebody in the meeting. */
  PARTICIPANT,
  /** The agent itself. */
  ASSISTANT
}
