package ai.joinly.manager.logging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Handler that writes each line to the standard output immediately, in UTF-8 regardless of the
 * locale. Thread-safe; each line is a single write, so lines do not interleave.
 *
 * <p>Helidon's console handler cannot be created without a {@code logging.properties} file.
 */
final class StandardOutputHandler extends Handler {
  private final PrintStream out = System.out;

  StandardOutputHandler(Formatter formatter) {
    setFormatter(formatter);
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    try {
      byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
      out.write(line, 0, line.length);
      out.flush();
    } catch (RuntimeException e) {
      reportError("failed to format a log record", e, ErrorManager.FORMAT_FAILURE);
    }
  }

  @Override
  public void flush() {
    out.flush();
  }

  /** Flushes; the standard output stays open, since this handler does not own it. */
  @Override
  public void close() {
    out.flush();
  }
}
