package ai.joinly.manager;

import ai.joinly.manager.config.InvalidSettingsException;
import ai.joinly.manager.config.LoadedSettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.SettingsLoader;
import ai.joinly.manager.mcp.transport.McpHttp;
import ai.joinly.manager.meeting.joinly.JoinlyProbe;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Commands for operators: backup, restore, key rotation, check. */
final class DatabaseCommands {
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
  private static final int DONE = 0;
  private static final int FAILED = 1;

  private DatabaseCommands() {}

  static int backup(Optional<Path> config, Path file) {
    return run(
        config,
        settings ->
            "The database is copied to "
                + Maintenance.backup(settings, file).stream()
                    .map(Path::toString)
                    .collect(Collectors.joining(" and "))
                + (settings.secretKey().isPresent()
                    ? ". Keep SECRET_KEY with it: without the key its secrets are lost"
                    : ". Keep both: without the key its secrets are lost"));
  }

  static int restore(Optional<Path> config, Path file) {
    return run(
        config,
        settings -> {
          Maintenance.restore(settings, file);
          return "The backup is restored to "
              + settings.path()
              + ". All its agents are stopped, and its meeting sessions are not used";
        });
  }

  static int rotateKey(Optional<Path> config) {
    return run(
        config,
        settings -> {
          int agents = Maintenance.rotateKey(settings, settings.newSecretKey());
          return "The secrets of %s agents are encrypted with the new key. %s"
              .formatted(
                  agents,
                  settings.newSecretKey().isPresent()
                      ? "Set SECRET_KEY to it, and remove SECRET_KEY_NEW, before the next start"
                      : "Its key file is new: older backups need the old one");
        });
  }

  private static int run(Optional<Path> config, Function<Settings.Store, String> command) {
    Logger.getLogger("").setLevel(Level.SEVERE); // the output of the command is sufficient
    try {
      System.out.println(
          command.apply(SettingsLoader.load(config, Map.of()).settings().store()) + ".");
      return DONE;
    } catch (InvalidSettingsException e) {
      System.err.println(e.report());
      return InvalidSettingsException.EXIT_STATUS;
    } catch (StoreException e) {
      System.err.println(e.userMessage());
      return FAILED;
    }
  }

  /** Prints the result of each check; returns status 1 if one has a problem. */
  static int check(Optional<Path> config) {
    LoadedSettings loaded;
    try {
      loaded = SettingsLoader.load(config, Map.of());
    } catch (InvalidSettingsException e) {
      System.err.println(e.report());
      return InvalidSettingsException.EXIT_STATUS;
    }
    Settings settings = loaded.settings();
    System.out.println("Settings: valid.");
    loaded.notices().forEach(notice -> System.out.println("Settings: " + notice + "."));
    boolean good = checkDatabase(settings.store());
    good &= checkJoinly(settings);
    System.out.println(
        "Keys: "
            + (settings.llm().variables().isEmpty()
                ? "none is set; agents need their own in env_vars."
                : "set are "
                    + settings.llm().variables().keySet().stream()
                        .sorted()
                        .collect(Collectors.joining(", "))
                    + ". They are not tested."));
    return good ? DONE : FAILED;
  }

  private static boolean checkDatabase(Settings.Store settings) {
    if (settings.path().equals(Settings.Store.IN_MEMORY)) {
      System.out.println("Database: none, STORE_PATH is memory.");
      return true;
    }
    if (Maintenance.lost(settings).isEmpty() && Files.notExists(Path.of(settings.path()))) {
      System.out.println("Database: there is no " + settings.path() + " yet; a start creates it.");
      return true;
    }
    List<String> problems;
    try {
      problems =
          Maintenance.lost(settings).map(List::of).orElseGet(() -> Maintenance.check(settings));
    } catch (StoreException e) {
      problems = List.of(e.userMessage());
    }
    Maintenance.migration(settings).ifPresent(line -> System.out.println("Database: " + line));
    problems.forEach(problem -> System.out.println("Database: " + problem));
    if (problems.isEmpty()) {
      System.out.println("Database: " + settings.path() + " has no problems.");
    }
    return problems.isEmpty();
  }

  private static boolean checkJoinly(Settings settings) {
    McpHttp http = McpHttp.create(PROBE_TIMEOUT);
    try {
      URI url = settings.joinly().url();
      Optional<String> problem =
          JoinlyProbe.problem(http, url, PROBE_TIMEOUT)
              .map(why -> "does not answer at its /health (" + why + "); check JOINLY_URL")
              .or(
                  () ->
                      JoinlyProbe.pathProblem(http, url, PROBE_TIMEOUT)
                          .map(why -> "answers at its /health, but " + why + "; check JOINLY_URL"));
      System.out.println("Joinly: the server at %s %s.".formatted(url, problem.orElse("answers")));
      return problem.isEmpty();
    } finally {
      http.close();
    }
  }
}
