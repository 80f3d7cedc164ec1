package ai.joinly.manager.domain.analysis;

/** Priority of an action item. */
public enum Priority {
  HIGH,
  MEDIUM,
  LOW
}
