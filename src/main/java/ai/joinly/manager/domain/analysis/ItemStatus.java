package ai.joinly.manager.domain.analysis;

/** How far an action item has come. */
public enum ItemStatus {
  PENDING,
  IN_PROGRESS,
  COMPLETED
}
