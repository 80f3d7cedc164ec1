package ai.joinly.manager;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What the manager was started with. */
sealed interface CommandLine {
  /** Run, with the settings of {@code config} if given. */
  record Run(Optional<Path> config, boolean demo) implements CommandLine {}

  /** Ask the manager that runs with the same settings whether it lives. */
  record Health(Optional<Path> config) implements CommandLine {}

  /** Tell how to use it. */
  record Help() implements CommandLine {}

  /** Tell the version. */
  record Version() implements CommandLine {}

  /** It cannot be understood; the sentence says why. */
  record Mistake(String sentence) implements CommandLine {}

  static CommandLine parse(String... args) {
    Optional<Path> config = Optional.empty();
    boolean demo = false;
    boolean health = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--help", "-h" -> {
          return new Help();
        }
        case "--version" -> {
          return new Version();
        }
        case "--demo" -> demo = true;
        case "--health" -> health = true;
        case "--config" -> {
          i++;
          if (i == args.length || args[i].isBlank()) {
            return new Mistake("--config needs the name of a YAML file");
          }
          try {
            config = Optional.of(Path.of(args[i]));
          } catch (InvalidPathException e) {
            return new Mistake("--config: that is not the name of a file");
          }
        }
        default -> {
          return new Mistake("Unknown option " + args[i] + "; --help lists the known ones");
        }
      }
    }
    return health ? new Health(config) : new Run(config, demo);
  }
}
