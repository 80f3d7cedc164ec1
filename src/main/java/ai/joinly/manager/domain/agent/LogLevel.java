package ai.joinly.manager.domain.agent;

/** How grave a line of an agent's log is. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
