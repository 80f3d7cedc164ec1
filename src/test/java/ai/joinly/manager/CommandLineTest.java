package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private static final Optional<Path> NONE = Optional.empty();

  @Test
  void commandsAndTheirFiles() {
    Path file = Path.of("b.db");
    assertEquals(new CommandLine.Run(NONE, false), CommandLine.parse());
    assertEquals(
        new CommandLine.Run(Optional.of(Path.of("a.yaml")), true),
        CommandLine.parse("--demo", "--config", "a.yaml"));
    assertEquals(new CommandLine.Backup(NONE, file), CommandLine.parse("--backup", "b.db"));
    assertEquals(new CommandLine.Restore(NONE, file), CommandLine.parse("--restore", "b.db"));
    assertEquals(new CommandLine.RotateKey(NONE), CommandLine.parse("--rotate-key"));
    assertEquals(new CommandLine.Check(NONE), CommandLine.parse("--check"));
  }

  @Test
  void mistakesNameTheOption() {
    assertEquals("--backup needs the name of a file", mistake("--backup"));
    assertEquals("--config needs the name of a file", mistake("--config", " "));
    assertEquals("--check and --backup cannot be combined", mistake("--check", "--backup", "x"));
    assertEquals("Unknown option --x; --help lists the known ones", mistake("--x"));
    assertEquals("Unknown option --verison; did you mean --version?", mistake("--verison"));
    assertEquals(
        "Unknown option --server.port; settings come from the environment, .env or the YAML file:"
            + " --help lists them",
        mistake("--server.port=8099"));
  }

  private static String mistake(String... args) {
    return CommandLine.parse(args) instanceof CommandLine.Mistake mistake
        ? mistake.userMessage()
        : "none";
  }
}
