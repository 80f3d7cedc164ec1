package ai.joinly.manager;

import ai.joinly.manager.config.InvalidSettingsException;
import ai.joinly.manager.config.LoadedSettings;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.SettingsHelp;
import ai.joinly.manager.config.SettingsLoader;
import ai.joinly.manager.logging.LevelFile;
import ai.joinly.manager.logging.LoggingSetup;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.web.ServerStartException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Starts the manager. Status 2: it was asked for what cannot be; status 1: it could not start. */
public final class Main {
  private static final int CANNOT_START = 1;
  private static final Duration LOOK_AT_LEVEL_EVERY = Duration.ofSeconds(2);
  private static final String USAGE =
      """
      Usage: java -jar joinly-manager.jar [--config FILE] [--demo | --health]

        --config FILE  read the settings from FILE instead of config/application.yaml
        --demo         run with a simulated meeting and a scripted language model
        --health       ask the manager that runs with these settings whether it lives: status 0 or 1
        --version      print the version
        --help         print this
      """;

  private Main() {}

  public static void main(String[] args) {
    int status =
        switch (CommandLine.parse(args)) {
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
          case CommandLine.Run run -> run(run);
        };
    if (status != 0) {
      System.exit(status);
    }
  }

  /** The status to end with; with 0 the process goes on until it is told to end. */
  private static int run(CommandLine.Run run) {
    try {
      LoadedSettings loaded = SettingsLoader.load(run.config(), overrides(run, System.getenv()));
      startLog(loaded.settings().logging());
      System.Logger logger = System.getLogger(Main.class.getName());
      loaded.notices().forEach(notice -> logger.log(System.Logger.Level.WARNING, notice));
      EndSignals.install();
      Application application = Application.start(loaded.settings());
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(application::close));
      return 0;
    } catch (InvalidSettingsException e) {
      System.err.println(e.report());
      return InvalidSettingsException.EXIT_STATUS;
    } catch (StoreException e) {
      System.err.println(e.sentence());
      return CANNOT_START;
    } catch (ServerStartException e) {
      System.err.println(e.getMessage());
      return CANNOT_START;
    }
  }

  private static void startLog(Settings.Logging settings) {
    LoggingSetup.apply(settings);
    settings
        .levelFile()
        .ifPresent(file -> LevelFile.watch(file, settings.level(), LOOK_AT_LEVEL_EVERY));
  }

  /** In the demo the terminal belongs to the conversation, unless somebody asked for the log. */
  private static Map<String, String> overrides(
      CommandLine.Run run, Map<String, String> environment) {
    Map<String, String> overrides = new HashMap<>();
    if (run.demo()) {
      overrides.put("demo.enabled", "true");
      if (!environment.containsKey("LOG_FORMAT")) {
        overrides.put("log.format", "text");
      }
      if (!environment.containsKey("LOG_LEVEL")) {
        overrides.put("log.level", "warn");
      }
    }
    return overrides;
  }

  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
