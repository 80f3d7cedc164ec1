package ai.joinly.manager.logging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Writes each line to the standard output at once, in UTF-8 whatever the terminal's language. Any
 * thread may call it; a line is one write, so lines do not mix.
 *
 * <p>Helidon's console handler cannot be made without a {@code logging.properties} file.
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
      reportError("a line could not be logged", e, ErrorManager.FORMAT_FAILURE);
    }
  }

  @Override
  public void flush() {
    out.flush();
  }

  /** The standard output is not this handler's to close. */
  @Override
  public void close() {
    out.flush();
  }
}
