package ai.joinly.manager.domain.agent;

/** Level of a line in an agent's log. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
