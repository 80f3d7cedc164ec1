package ai.joinly.manager.logging;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.model.LogLevel;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Points the log of the process at its standard output. */
public final class LoggingSetup {
  /** Held, since {@code java.util.logging} forgets the level of a logger that nobody holds. */
  private static final Logger OWN = Logger.getLogger("ai.joinly.manager");

  private static final Logger ROOT = Logger.getLogger("");

  private LoggingSetup() {}

  /**
   * Takes over {@code java.util.logging}, which {@code System.Logger} and SLF4J lead to as well.
   * Call it once, before the first server or client is built: Helidon then puts a handler of its
   * own in front, which keeps the log alive while the process shuts down.
   */
  public static void apply(Settings.Logging settings) {
    // Else Helidon reads a logging.properties of the working directory or the class path over this.
    System.setProperty("io.helidon.logging.config.disabled", "true");
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ROOT.addHandler(console(settings.format()));
    ROOT.setLevel(ofLibraries(settings.level()));
    OWN.setLevel(ofManager(settings.level()));
    Thread.setDefaultUncaughtExceptionHandler(LoggingSetup::logUncaught);
  }

  private static Handler console(Settings.Logging.Format format) {
    Formatter formatter =
        switch (format) {
          case JSON -> new JsonFormatter();
          case TEXT -> new TextFormatter();
        };
    StandardOutput handler = new StandardOutput();
    handler.setFormatter(formatter);
    try {
      handler.setEncoding(StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new UncheckedIOException(e);
    }
    return handler;
  }

  /** Each line is out before the next is written: the last ones of a process count most. */
  private static final class StandardOutput extends StreamHandler {
    StandardOutput() {
      setOutputStream(System.out);
      setLevel(java.util.logging.Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord record) {
      super.publish(record);
      flush();
    }

    /** The process goes on using its standard output. */
    @Override
    public synchronized void close() {
      flush();
    }
  }

  private static java.util.logging.Level ofManager(LogLevel level) {
    return switch (level) {
      case DEBUG -> java.util.logging.Level.FINE;
      case INFO -> java.util.logging.Level.INFO;
      case WARN -> java.util.logging.Level.WARNING;
      case ERROR -> java.util.logging.Level.SEVERE;
    };
  }

  /**
   * Below {@code INFO} an HTTP library logs headers and bodies, which hold keys and what people
   * say: never, whatever the level.
   */
  private static java.util.logging.Level ofLibraries(LogLevel level) {
    return switch (level) {
      case DEBUG -> java.util.logging.Level.INFO;
      case INFO, WARN -> java.util.logging.Level.WARNING;
      case ERROR -> java.util.logging.Level.SEVERE;
    };
  }

  private static void logUncaught(Thread thread, Throwable thrown) {
    System.getLogger(LoggingSetup.class.getName())
        .log(Level.ERROR, "the thread \"" + thread.getName() + "\" ended by an exception", thrown);
  }
}
