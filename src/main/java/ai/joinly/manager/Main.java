package ai.joinly.manager;

import ai.joinly.manager.api.ManagerServer;
import ai.joinly.manager.api.ServerStartException;
import ai.joinly.manager.config.InvalidSettingsException;
import ai.joinly.manager.config.LoadedSettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.SettingsHelp;
import ai.joinly.manager.config.SettingsLoader;
import ai.joinly.manager.http.HttpTransport;
import ai.joinly.manager.logging.LevelFile;
import ai.joinly.manager.logging.LoggingSetup;
import ai.joinly.manager.process.BuildInfo;
import ai.joinly.manager.process.OutOfMemoryExit;
import ai.joinly.manager.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Main class. {@link SettingsLoader} builds the {@link io.helidon.config.Config} and the settings,
 * {@link Application} the components of the manager, and {@link ManagerServer} the web server with
 * its routing.
 *
 * <p>Exit status 1: the start failed; 2: the command line or a setting is invalid; 3: out of memory
 * or the port was lost, start again; 4: the start failed because the disk of the database is full.
 */
public final class Main {
  private static final int CANNOT_START = 1;
  private static final int DISK_FULL = 4;
  private static final Duration LEVEL_FILE_INTERVAL = Duration.ofSeconds(2);

  private static final String USAGE =
      """
      Usage: java -jar joinly-manager.jar [--config FILE] [COMMAND]

        --config FILE   read the settings from FILE instead of config/application.yaml

      Commands; without one the manager runs:
        --demo          run with a simulated meeting and a scripted language model
        --check         check settings, database, joinly server and keys: status 0 or 1
        --health        check that the manager with these settings is alive: status 0 or 1
        --backup FILE   copy the database and its key file to FILE; the manager may be running
        --restore FILE  restore a backup as the database, with all agents stopped
        --rotate-key    encrypt the secrets with SECRET_KEY_NEW, or with a new key file
        --version       print the version
        --help          print this
      """;

  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // the same digits in all output
    int status = execute(args, Map.of());
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs a command.
   *
   * @param overrides settings that are stronger than all others, by path
   * @return the exit status; with 0, a manager runs until the process ends
   */
  public static int execute(String[] args, Map<String, String> overrides) {
    return switch (CommandLine.parse(args)) {
      case CommandLine.Help help -> {
        System.out.println(USAGE + System.lineSeparator() + SettingsHelp.text());
        yield 0;
      }
      case CommandLine.Version version -> {
        System.out.println("Joinly Manager " + version());
        yield 0;
      }
      case CommandLine.Mistake mistake -> {
        System.err.println(mistake.userMessage());
        yield InvalidSettingsException.EXIT_STATUS;
      }
      case CommandLine.Health health -> HealthCheck.run(health.config());
      case CommandLine.Check check -> DatabaseCommands.check(check.config());
      case CommandLine.Backup backup -> DatabaseCommands.backup(backup.config(), backup.file());
      case CommandLine.Restore restore ->
          DatabaseCommands.restore(restore.config(), restore.file());
      case CommandLine.RotateKey rotate -> DatabaseCommands.rotateKey(rotate.config());
      case CommandLine.Run run -> run(run, overrides);
    };
  }

  private static int run(CommandLine.Run run, Map<String, String> overrides) {
    Map<String, String> options = demoOptions(run, System.getenv());
    options.putAll(overrides);
    ShutdownHook shutdown = new ShutdownHook();
    // Reads all jars, which takes 0.1 s, in parallel with the settings.
    Thread.ofPlatform().daemon().name("service-registry").start(ManagerServer::prepare);
    try {
      LoadedSettings loaded = SettingsLoader.load(run.config(), options);
      startLog(loaded);
      OutOfMemoryExit.install();
      HttpTransport.load();
      // Before the start, which resumes agents: a signal during the start must end those as well.
      shutdown.install(loaded.settings().agents().shutdownTimeout());
      ShutdownSignals.install(effectOfEnd(loaded.settings()));
      shutdown.close(Application.start(loaded));
      return 0;
    } catch (InvalidSettingsException e) {
      System.err.println(e.report());
      return InvalidSettingsException.EXIT_STATUS;
    } catch (StoreException e) {
      System.err.println(e.userMessage());
      return e.reason() == StoreException.Reason.DISK_FULL ? DISK_FULL : CANNOT_START;
    } catch (ServerStartException e) {
      System.err.println(e.getMessage());
      return CANNOT_START;
    } finally {
      shutdown.startEnded();
    }
  }

  /** Returns a description of the effect of a shutdown on the agents, for the log. */
  private static String effectOfEnd(Settings settings) {
    return settings.resume().leaveOnShutdown()
        ? "all agents leave their meetings, within %s s (SHUTDOWN_TIMEOUT)"
            .formatted(settings.agents().shutdownTimeout().toSeconds())
        : "all agents stay in their meetings for the next start (SHUTDOWN_LEAVE=false)";
  }

  private static void startLog(LoadedSettings loaded) {
    Settings.Logging logging = loaded.settings().logging();
    LoggingSetup.apply(logging);
    logging
        .levelFile()
        .ifPresent(file -> LevelFile.watch(file, logging.level(), LEVEL_FILE_INTERVAL));
    System.Logger logger = System.getLogger(Main.class.getName());
    loaded.notices().forEach(notice -> logger.log(System.Logger.Level.WARNING, notice));
  }

  /** Returns the settings of {@code --demo}: the terminal shows the meeting instead of the log. */
  private static Map<String, String> demoOptions(
      CommandLine.Run run, Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>();
    if (run.demo()) {
      settings.put("demo.enabled", "true");
      if (!environment.containsKey("LOG_FORMAT")) {
        settings.put("log.format", "text");
      }
      if (!environment.containsKey("LOG_LEVEL")) {
        settings.put("log.level", "warn");
      }
    }
    return settings;
  }

  private static String version() {
    return BuildInfo.current().version();
  }
}
