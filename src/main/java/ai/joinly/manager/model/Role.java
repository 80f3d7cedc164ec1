package ai.joinly.manager.model;

/** Who spoke a segment. */
public enum Role {
  /** Somebody in the meeting. */
  PARTICIPANT,
  /** The agent itself. */
  ASSISTANT
}
