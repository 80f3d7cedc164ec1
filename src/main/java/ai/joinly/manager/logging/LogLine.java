package ai.joinly.manager.logging;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogLevel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Content of one log line, independent of its format.
 *
 * @param session the agent's session at its meeting server
 * @param request the id of the request that was being answered
 * @param exception its stack trace with those of its causes
 */
record LogLine(
    Instant time,
    LogLevel level,
    String logger,
    Optional<AgentId> agent,
    Optional<String> session,
    Optional<String> request,
    String message,
    Optional<String> exception) {
  /**
   * Maximum length; a longer line is an error and is cut, so that it does not cause another one.
   */
  private static final int MAX_LENGTH = 16_384;

  /**
   * Returns the line for {@code record}. Must be called by the thread that logs, since the agent is
   * bound to it.
   */
  static LogLine of(LogRecord record, String message) {
    return new LogLine(
        record.getInstant(),
        level(record.getLevel()),
        Optional.ofNullable(record.getLoggerName()).orElse(""),
        LogContext.agent(),
        LogContext.session(),
        LogContext.request(),
        shortened(message),
        Optional.ofNullable(record.getThrown()).map(LogLine::stackTrace));
  }

  private static LogLevel level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return LogLevel.ERROR;
    }
    if (value >= Level.WARNING.intValue()) {
      return LogLevel.WARN;
    }
    return value >= Level.CONFIG.intValue() ? LogLevel.INFO : LogLevel.DEBUG;
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return shortened(text.toString().stripTrailing());
  }

  private static String shortened(String text) {
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
  }
}
