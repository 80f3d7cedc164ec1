package ai.joinly.manager.logging;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.LogLevel;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Logger;

/** Setup of the process log, which is written to the standard output. */
public final class LoggingSetup {
  /**
   * Strong reference: {@code java.util.logging} holds loggers weakly, and their levels are lost
   * with them.
   */
  private static final Logger OWN = Logger.getLogger("ai.joinly.manager");

  /** The first handler from the start of the process. */
  private static final KeepingHandler KEEPING = new KeepingHandler();

  private static final Logger ROOT = Logger.getLogger("");

  private LoggingSetup() {}

  /**
   * Configures {@code java.util.logging}, to which {@code System.Logger} and SLF4J are routed as
   * well.
   */
  public static void apply(Settings.Logging settings) {
    // Without this, Helidon replaces the setup by a logging.properties of the working directory or
    // class path.
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
   * Keeps the log open during shutdown until the last line is logged. Helidon has a similar
   * mechanism for its own shutdown handlers, but it does not wait for hooks that have not started
   * yet, and the JVM starts hooks in any order. To be called once, after {@link #apply}.
   *
   * @param lastLineLogged reaches zero when the last line is logged
   * @param limit after which the log is closed in any case
   */
  public static void keepUntil(CountDownLatch lastLineLogged, Duration limit) {
    KEEPING.keepUntil(lastLineLogged, limit);
  }

  /** Sets the minimum level of the lines that are logged. */
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
   * Returns the level for libraries. It is never below {@code INFO}: below it, HTTP libraries log
   * headers and bodies, which contain keys and conversations.
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
        .log(Level.ERROR, "Uncaught exception in thread \"" + thread.getName() + "\"", thrown);
  }
}
