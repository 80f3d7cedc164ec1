package ai.joinly.manager.domain.meeting;

/** Where an agent stands towards its meeting. */
public enum MeetingStatus {
  NOT_JOINED,
  JOINING,
  /** The meeting server said so; it says so from the lobby too. */
  JOINED,
  /** The session was lost while in (or on the way into) the meeting; a new one is on its way. */
  REJOINING,
  LEFT;

  /** Whether the agent is in its meeting, or has been. */
  public boolean hasBeenIn() {
    return switch (this) {
      case NOT_JOINED, JOINING -> false;
      case JOINED, REJOINING, LEFT -> true;
    };
  }
}
