package ai.joinly.manager.domain.analysis;

/** Status of an action item. */
public enum ItemStatus {
  PENDING,
  IN_PROGRESS,
  COMPLETED
}
