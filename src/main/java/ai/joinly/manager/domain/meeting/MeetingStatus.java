package ai.joinly.manager.domain.meeting;

/** Status of an agent in its meeting. */
public enum MeetingStatus {
  NOT_JOINED,
  JOINING,
  /** Reported by the meeting server; it also reports this from the lobby. */
  JOINED,
  /** The session was lost in the meeting or during the join; a new one is being opened. */
  REJOINING,
  LEFT;

  /** Returns whether the agent is or has been in its meeting. */
  public boolean hasBeenIn() {
    return switch (this) {
      case NOT_JOINED, JOINING -> false;
      case JOINED, REJOINING, LEFT -> true;
    };
  }
}
