package ai.joinly.manager;

import ai.joinly.manager.domain.NearestName;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parsed command line. */
sealed interface CommandLine {
  /** Maximum number of edits between a misspelled option and a suggestion. */
  int MAX_EDITS = 2;

  List<String> OPTIONS =
      List.of(
          "--config",
          "--demo",
          "--check",
          "--health",
          "--backup",
          "--restore",
          "--rotate-key",
          "--version",
          "--help");

  /** Command to run the manager with the settings of {@code config}, if given. */
  record Run(Optional<Path> config, boolean demo) implements CommandLine {}

  /** Command to check that the manager with the same settings is alive. */
  record Health(Optional<Path> config) implements CommandLine {}

  /** Command to write a copy of the database to {@code file}. */
  record Backup(Optional<Path> config, Path file) implements CommandLine {}

  /** Command to restore the database from the copy {@code file}. */
  record Restore(Optional<Path> config, Path file) implements CommandLine {}

  /** Command to encrypt the secrets in the database with another key. */
  record RotateKey(Optional<Path> config) implements CommandLine {}

  /** Command to check settings, database, joinly server and keys. */
  record Check(Optional<Path> config) implements CommandLine {}

  /** Command to print the usage. */
  record Help() implements CommandLine {}

  /** Command to print the version. */
  record Version() implements CommandLine {}

  /** Invalid command line, with the error message. */
  record Mistake(String userMessage) implements CommandLine {}

  /** Parses the arguments, which may contain only one command. */
  static CommandLine parse(String... args) {
    Optional<Path> config = Optional.empty();
    Optional<Path> file = Optional.empty();
    Set<String> commands = new LinkedHashSet<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--help", "-h" -> {
          return new Help();
        }
        case "--version" -> {
          return new Version();
        }
        case "--demo", "--health", "--rotate-key", "--check" -> commands.add(args[i]);
        case "--config", "--backup", "--restore" -> {
          String option = args[i];
          i++;
          Optional<Path> named = i == args.length ? Optional.empty() : file(args[i]);
          if (named.isEmpty()) {
            return new Mistake(option + " needs the name of a file");
          }
          if (option.equals("--config")) {
            config = named;
          } else {
            commands.add(option);
            file = named;
          }
        }
        default -> {
          return unknown(args[i]);
        }
      }
    }
    return commands.size() > 1
        ? new Mistake(String.join(" and ", commands) + " cannot be combined")
        : command(commands.stream().findFirst().orElse(""), config, file);
  }

  private static Mistake unknown(String option) {
    int value = option.indexOf('=');
    if (value >= 0) {
      return new Mistake(
          "Unknown option %s; settings come from the environment, .env or the YAML file: --help lists them"
              .formatted(option.substring(0, value)));
    }
    return new Mistake(
        "Unknown option %s; %s"
            .formatted(
                option,
                NearestName.of(option, OPTIONS, MAX_EDITS)
                    .map("did you mean %s?"::formatted)
                    .orElse("--help lists the known ones")));
  }

  private static CommandLine command(String command, Optional<Path> config, Optional<Path> file) {
    return switch (command) {
      case "--health" -> new Health(config);
      case "--backup" -> new Backup(config, file.orElseThrow());
      case "--restore" -> new Restore(config, file.orElseThrow());
      case "--rotate-key" -> new RotateKey(config);
      case "--check" -> new Check(config);
      default -> new Run(config, command.equals("--demo"));
    };
  }

  private static Optional<Path> file(String name) {
    try {
      return name.isBlank() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
