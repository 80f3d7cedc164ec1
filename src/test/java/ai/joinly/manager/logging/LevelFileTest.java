package ai.joinly.manager.logging;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.Settings.Logging.Format;
import ai.joinly.manager.domain.agent.LogLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class LevelFileTest {
  private static final System.Logger OWN = System.getLogger("ai.joinly.manager.agent.Worker");
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final PrintStream before = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Optional<LevelFile> watched = Optional.empty();
  @TempDir private Path directory;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    LoggingSetup.apply(new Settings.Logging(LogLevel.INFO, Format.TEXT));
  }

  @AfterEach
  void restore() throws IOException {
    watched.ifPresent(LevelFile::close);
    System.setOut(before);
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void theFileRulesWhileItIsThere() throws Exception {
    Path file = directory.resolve("level");
    watched = Optional.of(LevelFile.watch(file, LogLevel.INFO, PAUSE));
    assertFalse(OWN.isLoggable(Level.DEBUG));
    Files.writeString(file, "Debug\n");
    eventually("debug is logged", () -> OWN.isLoggable(Level.DEBUG));
    Files.writeString(file, "error");
    eventually("nothing but errors is logged", () -> !OWN.isLoggable(Level.WARNING));
    Files.delete(file);
    eventually("the settings hold again", () -> OWN.isLoggable(Level.INFO));
    for (String level : new String[] {"debug", "error", "info"}) {
      assertTrue(text().contains("The log level is now " + level), text());
    }
    assertFalse(text().contains("ERROR"), text());
    assertFalse(OWN.isLoggable(Level.DEBUG));
  }

  @Test
  void whatIsNoLevelIsRefusedOnce() throws Exception {
    Path file = Files.writeString(directory.resolve("level"), "loud");
    watched = Optional.of(LevelFile.watch(file, LogLevel.INFO, PAUSE));
    eventually("it is told", () -> text().contains("must contain debug, info, warn or error"));
    Files.writeString(file, "warn");
    eventually("a level is taken", () -> !OWN.isLoggable(Level.INFO));
    assertEquals(1, text().lines().filter(line -> line.contains("must contain")).count());
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
