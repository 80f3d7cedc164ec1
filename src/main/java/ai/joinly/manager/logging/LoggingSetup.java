package ai.joinly.manager.logging;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.LogLevel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;

/** Points the log of the process at its standard output. */
public final class LoggingSetup {
  /** Held, since {@code java.util.logging} forgets the level of a logger that nobody holds. */
  private static final Logger OWN = Logger.getLogger("ai.joinly.manager");

  /** In front of the others from the first line on. */
  private static final KeepingHandler KEEPING = new KeepingHandler();

  private static final Logger ROOT = Logger.getLogger("");

  private LoggingSetup() {}

  /**
   * Takes over {@code java.util.logging}, which {@code System.Logger} and SLF4J lead to as well.
   */
  public static void apply(Settings.Logging settings) {
    // Else Helidon reads a logging.properties of the working directory or the class path over this.
    System.setProperty("io.helidon.logging.config.disabled", "true");
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ROOT.addHandler(KEEPING);
    ROOT.addHandler(console(settings.format()));
    setLevel(settings.level());
    Thread.setDefaultUncaughtExceptionHandler(LoggingSetup::logUncaught);
  }

  /**
   * Lets the log live on while the JVM ends, until all is told. Helidon has the like for shutdown
   * handlers that are given to it, but does not wait for a hook that has not begun yet, and the JVM
   * begins its hooks in any order. To be called once, after {@link #apply}.
   *
   * @param told comes to zero when the last line was logged
   * @param limit after which the log ends in any case
   */
  public static void keepUntil(CountDownLatch told, Duration limit) {
    KEEPING.keepUntil(told, limit);
  }

  /** The least grave lines that are logged from now on. */
  static void setLevel(LogLevel level) {
    ROOT.setLevel(ofLibraries(level));
    OWN.setLevel(ofManager(level));
  }

  private static Handler console(Settings.Logging.Format format) {
    Formatter formatter =
        switch (format) {
          case JSON -> new JsonFormatter();
          case TEXT -> new TextFormatter();
        };
    Handler handler = new StandardOutputHandler(formatter);
    handler.setFilter(new WebServerLines());
    return handler;
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
