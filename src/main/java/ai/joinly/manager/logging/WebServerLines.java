package ai.joinly.manager.logging;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Lets the web server's lines about requests through without what clients sent, which it puts into
 * the messages of its exceptions, and only a few a second. Thread-safe.
 */
final class WebServerLines implements Filter {
  private static final System.Logger LOGGER = System.getLogger(WebServerLines.class.getName());
  private static final int LINES_A_SECOND = 5;
  private static final String MESSAGE = "The web server could not deal with a request";

  /** Not those that say why the server does not start. */
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
            more -> LOGGER.log(Level.WARNING, MESSAGE + " {0} more times within a second", more)));
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

  /** Where an exception was thrown, and of which class it is, without its message. */
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
