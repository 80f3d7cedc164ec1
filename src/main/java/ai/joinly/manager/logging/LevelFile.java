package ai.joinly.manager.logging;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LogLevel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Watcher of a file that sets the log level at runtime. The file holds the name of a level. If it
 * is missing or empty, the level of the settings applies. The level can be changed only by those
 * who can write the file, not through a port. One virtual thread owns all fields.
 */
public final class LevelFile implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(LevelFile.class.getName());
  private static final int MAX_BYTES = 64;

  private final Path file;
  private final LogLevel configured;
  private final Duration pause;
  private final Thread thread;
  private LogLevel now;
  private String lastText = "";

  private LevelFile(Path file, LogLevel configured, Duration pause) {
    this.file = file;
    this.configured = configured;
    this.pause = pause;
    this.now = configured;
    this.thread = Thread.ofVirtual().name("log-level").unstarted(this::run);
  }

  /**
   * Starts to poll {@code file}.
   *
   * @param configured the level of the settings
   * @param pause between two reads
   */
  public static LevelFile watch(Path file, LogLevel configured, Duration pause) {
    LevelFile watched = new LevelFile(file, configured, pause);
    watched.thread.start();
    return watched;
  }

  /** Stops polling; the level does not change. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        update();
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  private void update() {
    String text = read();
    boolean changed = !text.equals(lastText);
    lastText = text;
    Optional<LogLevel> named = level(text);
    if (named.isEmpty() && !text.isEmpty()) {
      if (changed) {
        LOGGER.log(Level.WARNING, "The log level file must contain debug, info, warn or error");
      }
      return;
    }
    LogLevel wanted = named.orElse(configured);
    if (wanted != now) {
      LogLevel before = now;
      now = wanted;
      LogLevel finer = wanted.compareTo(before) < 0 ? wanted : before;
      // The line is logged at the finer of the two levels, at which it is visible.
      LoggingSetup.setLevel(finer);
      LOGGER.log(
          finer.compareTo(LogLevel.WARN) < 0 ? Level.INFO : Level.WARNING,
          "The log level is now {0}",
          WireName.of(wanted));
      LoggingSetup.setLevel(wanted);
    }
  }

  private String read() {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8)
          .strip()
          .toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<LogLevel> level(String text) {
    return Arrays.stream(LogLevel.values())
        .filter(level -> WireName.of(level).equals(text))
        .findFirst();
  }
}
