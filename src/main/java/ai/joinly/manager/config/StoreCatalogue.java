package ai.joinly.manager.config;

import static ai.joinly.manager.config.Quantity.size;
import static ai.joinly.manager.config.SettingType.flag;
import static ai.joinly.manager.config.SettingType.longWord;
import static ai.joinly.manager.config.SettingType.wholeNumber;
import static ai.joinly.manager.config.SettingType.word;

import ai.joinly.manager.domain.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of what is kept, and of what a restart does. */
final class StoreCatalogue {
  private static final int SHORTEST_KEY = 32;
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<String> STORE_PATH =
      GROUP.setting(
          "store.path",
          "STORE_PATH",
          word("the path of a file"),
          "data/manager.db",
          "database file, or memory: nothing is kept after the process");
  static final Setting<Secret> SECRET_KEY =
      GROUP.register(
          new Setting<>(
              "store.secret-key",
              List.of("SECRET_KEY"),
              longWord(SHORTEST_KEY).asSecret(),
              Optional.empty(),
              true,
              "key that encrypts secrets, for example from openssl rand -base64 32; if not set, a key"
                  + " file is created next to the database"));
  static final Setting<Secret> SECRET_KEY_NEW =
      GROUP.register(
          new Setting<>(
              "store.secret-key-new",
              List.of("SECRET_KEY_NEW"),
              longWord(SHORTEST_KEY).asSecret(),
              Optional.empty(),
              true,
              "new key for --rotate-key; not used otherwise"));
  static final Setting<Integer> RETENTION_DAYS =
      GROUP.setting(
          "store.retention-days",
          "STORE_RETENTION_DAYS",
          wholeNumber(0, 36_500),
          "0",
          "number of days after which ended agents are removed; 0 keeps them");
  static final Setting<Integer> EVENTS_PER_AGENT =
      GROUP.setting(
          "store.events-per-agent",
          "STORE_EVENTS_PER_AGENT",
          wholeNumber(1_000, 1_000_000_000),
          "1000000",
          "maximum number of stored events of one agent; the oldest are removed");
  static final Setting<Integer> STORE_BUFFER =
      GROUP.setting(
          "store.buffer",
          "STORE_BUFFER",
          size("1MiB", "1GiB"),
          "64MiB",
          "maximum size of data that waits to be written; beyond it transcripts are not read");
  static final Setting<Boolean> RESUME_ENABLED =
      GROUP.setting(
          "resume.enabled",
          "RESUME_ENABLED",
          flag(),
          "true",
          "whether running agents continue after a restart");
  static final Setting<Integer> MAX_REJOINS =
      GROUP.setting(
          "resume.max-rejoins",
          "RESUME_MAX_REJOINS",
          wholeNumber(1, 10_000),
          "10",
          "maximum number of agents that rejoin at the same time after a restart");
  static final Setting<Duration> RECENT =
      GROUP.timeout(
          "resume.recent",
          "RESUME_RECENT",
          "1s",
          "1h",
          "20s",
          "speech older than this at a restart is remembered, but not answered");
  static final Setting<Boolean> SHUTDOWN_LEAVE =
      GROUP.setting(
          "shutdown.leave",
          "SHUTDOWN_LEAVE",
          flag(),
          "true",
          "whether agents leave their meetings at a shutdown");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = GROUP.all();

  private StoreCatalogue() {}
}
