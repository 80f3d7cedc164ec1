package ai.joinly.manager.logging;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Filter for the web server's log lines about requests. It removes client data, which the web
 * server includes in exception messages, and limits the number of lines a second. Thread-safe.
 */
final class WebServerLines implements Filter {
  private static final System.Logger LOGGER = System.getLogger(WebServerLines.class.getName());
  private static final int LINES_A_SECOND = 5;
  private static final String MESSAGE = "The web server could not process a request";

  /** Loggers about requests; those that report why the server does not start are not among them. */
  private static final List<String> ABOUT_REQUESTS =
      List.of(
          "io.helidon.webserver.http",
          "io.helidon.webserver.ConnectionHandler",
          "io.helidon.webserver.websocket",
          "io.helidon.websocket",
          "io.helidon.http",
          "io.helidon.common.socket");

  private final LineLimit limit;

  WebServerLines() {
    this(
        new LineLimit(
            LINES_A_SECOND,
            more ->
                LOGGER.log(
                    Level.WARNING, MESSAGE + "; {0} more such errors within a second", more)));
  }

  WebServerLines(LineLimit limit) {
    this.limit = limit;
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    String logger = record.getLoggerName();
    if (logger == null || ABOUT_REQUESTS.stream().noneMatch(logger::startsWith)) {
      return true;
    }
    if (!limit.take()) {
      return false;
    }
    record.setMessage(MESSAGE);
    record.setParameters(null);
    if (record.getThrown() != null) {
      record.setThrown(new Silent(record.getThrown()));
    }
    return true;
  }

  /** Copy of an exception with its class and stack trace, without its message. */
  private static final class Silent extends Throwable {
    private static final long serialVersionUID = 1;

    Silent(Throwable thrown) {
      super(
          thrown.getClass().getName(),
          thrown.getCause() == null ? null : new Silent(thrown.getCause()),
          false,
          true);
      setStackTrace(thrown.getStackTrace());
    }
  }
}
