package ai.joinly.manager.domain.meeting;

/** Share of a speech that people in the meeting heard. */
public enum HeardShare {
  ALL,
  /** Only the beginning, or an unknown part. */
  PART,
  NONE
}
