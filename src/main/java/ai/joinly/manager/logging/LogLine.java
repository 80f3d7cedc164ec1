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
 * What one line of the log says, in whichever format.
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
  /** A line that is longer than this is an accident and must not become a second one. */
  private static final int LONGEST_TEXT = 16_384;

  /** Must be called by the thread that logs, which knows its agent. */
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
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }
}
