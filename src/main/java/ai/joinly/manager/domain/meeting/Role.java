package ai.joinly.manager.domain.meeting;

/** Role of the speaker of a segment. */
public enum Role {
  /** A participant of the meeting. */
  PARTICIPANT,
  /** The agent itself. */
  ASSISTANT
}
