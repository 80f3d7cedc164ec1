package ai.joinly.manager.domain.meeting;

/** How much of a speech people in the meeting heard. */
public enum HeardShare {
  ALL,
  /** A beginning, or it is not known how much. */
  PART,
  NONE
}
