package ai.joinly.manager.model;

/** How far an action item has come. */
public enum ItemStatus {
  PENDING,
  IN_PROGRESS,
  COMPLETED
}
