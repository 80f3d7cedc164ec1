package ai.joinly.manager.model;

/** Where an agent stands towards its meeting. */
public enum MeetingStatus {
  NOT_JOINED,
  JOINING,
  /** The meeting server said so; it says so from the lobby too. */
  JOINED,
  /** The session was lost while in (or on the way into) the meeting; a new one is on its way. */
  REJOINING,
  LEFT
}
