package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatorOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --check} says of a joinly server. */
class CheckCommandTest {
  private final PrintStream before = System.out;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  @TempDir private Path directory;

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(before);
  }

  private int check(URI url) throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("application.yaml"),
            "joinly:\n  url: %s\nstore:\n  path: memory\n".formatted(url));
    return Main.execute(new String[] {"--config", config.toString(), "--check"}, Map.of());
  }

  @Test
  void aUrlWithoutThePathOfTheMcpIsAProblem() throws Exception {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build())) {
      assertEquals(0, check(joinly.mcpUrl()));
      assertEquals(1, check(joinly.mcpUrl().resolve("/")));
      assertEquals(0, joinly.stats().sessionsMade());
    }
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("answers at its /health, but it has no MCP endpoint"), text);
  }
}
