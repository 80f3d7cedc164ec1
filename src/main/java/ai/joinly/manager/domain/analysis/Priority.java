package ai.joinly.manager.domain.analysis;

/** How urgent an action item is. */
public enum Priority {
  HIGH,
  MEDIUM,
  LOW
}
