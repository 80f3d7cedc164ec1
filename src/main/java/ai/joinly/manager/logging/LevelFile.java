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
 * Lets the level of the log be changed while the process runs, by whoever may write a file beside
 * it, and by nobody who only reaches its port: the file holds the name of a level. While there is
 * no such file, or nothing in it, the level of the settings holds. One virtual thread, which owns
 * all fields.
 */
public final class LevelFile implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(LevelFile.class.getName());
  private static final int LONGEST = 64;

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
   * Looks at {@code file} from now on.
   *
   * @param configured the level of the settings
   * @param pause between two looks
   */
  public static LevelFile watch(Path file, LogLevel configured, Duration pause) {
    LevelFile watched = new LevelFile(file, configured, pause);
    watched.thread.start();
    return watched;
  }

  /** Looks no more; the level stays as it is. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        look();
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  private void look() {
    String text = read();
    boolean news = !text.equals(lastText);
    lastText = text;
    Optional<LogLevel> named = level(text);
    if (named.isEmpty() && !text.isEmpty()) {
      if (news) {
        LOGGER.log(
            Level.WARNING,
            "The file for the level of the log must hold debug, info, warn or error");
      }
      return;
    }
    LogLevel wanted = named.orElse(configured);
    if (wanted != now) {
      LogLevel before = now;
      now = wanted;
      LogLevel finer = wanted.compareTo(before) < 0 ? wanted : before;
      // At the finer of the two levels the line is there, and it is no error.
      LoggingSetup.setLevel(finer);
      LOGGER.log(
          finer.compareTo(LogLevel.WARN) < 0 ? Level.INFO : Level.WARNING,
          "The level of the log is {0} from now on",
          WireName.of(wanted));
      LoggingSetup.setLevel(wanted);
    }
  }

  private String read() {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8)
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
