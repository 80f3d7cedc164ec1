package ai.joinly.manager;

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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts the manager. Status 1: it could not start; 2: it was asked for what cannot be; 3: it ran
 * out of memory, or lost its port, and is to be started again; 4: it could not start since the disk
 * with the store is full.
 */
public final class Main {
  private static final int CANNOT_START = 1;
  private static final int DISK_FULL = 4;
  private static final Duration LOOK_AT_LEVEL_EVERY = Duration.ofSeconds(2);

  /** What a start that is under way gets to come to its end in when the process is told to end. */
  private static final Duration LONGEST_START = Duration.ofSeconds(10);

  /** What the end may take beyond its set time, before the log ends in any case. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

  private static final String USAGE =
      """
      Usage: java -jar joinly-manager.jar [--config FILE] [COMMAND]

        --config FILE   read the settings from FILE instead of config/application.yaml

      Commands; without one the manager runs:
        --demo          run with a simulated meeting and a scripted language model
        --check         check settings, database, joinly server and keys: status 0 or 1
        --health        ask the manager that runs with these settings whether it lives: status 0 or 1
        --backup FILE   copy the database, and its key file, to FILE; the manager may run meanwhile
        --restore FILE  put a backup in the place of the database, with all agents stopped
        --rotate-key    encrypt the secrets with SECRET_KEY_NEW, or with a new key file
        --version       print the version
        --help          print this
      """;

  private Main() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // what is written is the same everywhere, its digits too
    int status = execute(CommandLine.parse(args), Map.of());
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Does what was asked for.
   *
   * @param overrides settings that are stronger than all others
   * @return the status to end with; with 0 a manager goes on until it is told to end
   */
  static int execute(CommandLine asked, Map<String, String> overrides) {
    return switch (asked) {
      case CommandLine.Help help -> {
        System.out.println(USAGE + System.lineSeparator() + SettingsHelp.text());
        yield 0;
      }
      case CommandLine.Version version -> {
        System.out.println("Joinly Manager " + version());
        yield 0;
      }
      case CommandLine.Mistake mistake -> {
        System.err.println(mistake.sentence());
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
    CompletableFuture<Application> starting = new CompletableFuture<>();
    try {
      Map<String, String> strongest = demoSettings(run, System.getenv());
      strongest.putAll(overrides);
      LoadedSettings loaded = SettingsLoader.load(run.config(), strongest);
      startLog(loaded.settings().logging());
      OutOfMemoryExit.install();
      System.Logger logger = System.getLogger(Main.class.getName());
      loaded.notices().forEach(notice -> logger.log(System.Logger.Level.WARNING, notice));
      HttpTransport.load();
      // Before the start, which takes agents up again: an end that comes meanwhile ends those too.
      endWithTheProcess(starting, loaded.settings().agents().shutdownTimeout());
      ShutdownSignals.install(effectOfEnd(loaded.settings()));
      starting.complete(Application.start(loaded.settings(), loaded.files()));
      return 0;
    } catch (InvalidSettingsException e) {
      System.err.println(e.report());
      return InvalidSettingsException.EXIT_STATUS;
    } catch (StoreException e) {
      System.err.println(e.sentence());
      return e.reason() == StoreException.Reason.DISK_FULL ? DISK_FULL : CANNOT_START;
    } catch (ServerStartException e) {
      System.err.println(e.getMessage());
      return CANNOT_START;
    } finally {
      starting.cancel(false);
    }
  }

  /** Returns what an end of the process does to the agents, for the log. */
  private static String effectOfEnd(Settings settings) {
    return settings.resume().leaveOnShutdown()
        ? "all agents leave their meetings, within %s s (SHUTDOWN_TIMEOUT)"
            .formatted(settings.agents().shutdownTimeout().toSeconds())
        : "all agents stay in their meetings for the next start (SHUTDOWN_LEAVE=false)";
  }

  private static void endWithTheProcess(
      CompletableFuture<Application> starting, Duration shutdownTimeout) {
    CountDownLatch ended = new CountDownLatch(1);
    Runnable end =
        () -> {
          try {
            end(starting);
          } catch (RuntimeException | Error e) {
            // Here, while there is a log.
            System.getLogger(Main.class.getName())
                .log(System.Logger.Level.ERROR, "The manager did not end in order", e);
          } finally {
            ended.countDown();
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("end").unstarted(end));
    LoggingSetup.keepUntil(ended, LONGEST_START.plus(shutdownTimeout).plus(LONGEST_CLOSE));
  }

  /** Lets a start that is under way come to its end, then ends in order. */
  private static void end(CompletableFuture<Application> starting) {
    try {
      starting.get(LONGEST_START.toMillis(), TimeUnit.MILLISECONDS).close();
    } catch (CancellationException e) {
      // It has failed: there is nothing that could be closed.
    } catch (TimeoutException e) {
      System.getLogger(Main.class.getName())
          .log(
              System.Logger.Level.ERROR,
              "The start did not come to its end within {0} s, so agents may be left in their"
                  + " meetings: start the manager again to end or continue them",
              LONGEST_START.toSeconds());
    } catch (ExecutionException e) {
      throw new IllegalStateException("a start is never completed with a failure", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void startLog(Settings.Logging settings) {
    LoggingSetup.apply(settings);
    settings
        .levelFile()
        .ifPresent(file -> LevelFile.watch(file, settings.level(), LOOK_AT_LEVEL_EVERY));
  }

  /** In the demo the terminal belongs to the conversation, unless somebody asked for the log. */
  private static Map<String, String> demoSettings(
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
