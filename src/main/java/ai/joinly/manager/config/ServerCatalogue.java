package ai.joinly.manager.config;

import static ai.joinly.manager.config.Quantity.duration;
import static ai.joinly.manager.config.Quantity.size;
import static ai.joinly.manager.config.SettingType.flag;
import static ai.joinly.manager.config.SettingType.hostNames;
import static ai.joinly.manager.config.SettingType.logLevel;
import static ai.joinly.manager.config.SettingType.oneOf;
import static ai.joinly.manager.config.SettingType.origins;
import static ai.joinly.manager.config.SettingType.wholeNumber;
import static ai.joinly.manager.config.SettingType.word;

import ai.joinly.manager.domain.agent.LogLevel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the process itself: its port, its log, its figures. */
final class ServerCatalogue {
  private static final SettingGroup GROUP = new SettingGroup();

  /** Where a manager listens that was given no address. */
  static final String ALL_ADDRESSES = "0.0.0.0";

  /** Where a demo listens that was given no address. */
  static final String LOOPBACK = "127.0.0.1";

  static final Setting<String> HOST =
      GROUP.register(
          new Setting<>(
              "server.host",
              List.of("SERVER_HOST"),
              word("a host name or an address"),
              Optional.empty(),
              false,
              "address to listen on; if not set, 0.0.0.0 (all addresses), in the demo 127.0.0.1"));
  static final Setting<Integer> PORT =
      GROUP.setting(
          "server.port",
          "SERVER_PORT",
          wholeNumber(0, 65_535),
          "8001",
          "port to listen on; 0 for any free port");
  static final Setting<Integer> MANAGEMENT_PORT =
      GROUP.register(
          new Setting<>(
              "server.management-port",
              List.of("SERVER_MANAGEMENT_PORT"),
              wholeNumber(0, 65_535),
              Optional.empty(),
              false,
              "port that serves health, metrics and version only, so that probes get through"
                  + " whatever clients do to the other; if it is not set there is none"));
  static final Setting<Integer> CONNECTIONS =
      GROUP.setting(
          "server.max-connections",
          "SERVER_MAX_CONNECTIONS",
          wholeNumber(16, 100_000),
          "4096",
          "open connections other than WebSockets at most; beyond it the one that has waited"
              + " longest without a request is closed");
  static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
      GROUP.setting(
          "server.connections-per-address",
          "SERVER_CONNECTIONS_PER_ADDRESS",
          wholeNumber(0, 100_000),
          "3000",
          "open connections of one address at most, WebSockets included; 0 for any number, behind"
              + " a proxy");
  static final Setting<Integer> LONG_POLLS =
      GROUP.setting(
          "server.max-long-polls",
          "SERVER_MAX_LONG_POLLS",
          wholeNumber(1, 100_000),
          "1000",
          "requests that wait for events at most; the others are answered with status 503");
  static final Setting<List<String>> ORIGINS =
      GROUP.register(
          new Setting<>(
              "server.allowed-origins",
              List.of("ALLOWED_ORIGINS", "CORS_ORIGINS"),
              origins(),
              Optional.of("http://localhost:3000,http://127.0.0.1:3000"),
              false,
              "browser origins that may connect, in addition to the manager's own"));
  static final Setting<List<String>> ALLOWED_HOSTS =
      GROUP.setting(
          "server.allowed-hosts",
          "SERVER_ALLOWED_HOSTS",
          hostNames(),
          "none",
          "host names that requests may be for, in addition to addresses, names of the local"
              + " network and the hosts of allowed origins; * allows every name");
  static final Setting<Integer> WEBSOCKET_WINDOW =
      GROUP.setting(
          "server.websocket.window-bytes",
          "WEBSOCKET_WINDOW_BYTES",
          size("64KiB", "1GiB"),
          "8MiB",
          "newest events in memory for all WebSocket clients together, an eighth of the heap at"
              + " most; a client that falls behind reads on from the database");
  static final Setting<Duration> WEBSOCKET_STALL =
      GROUP.setting(
          "server.websocket.stall-timeout",
          "WEBSOCKET_STALL_TIMEOUT",
          duration("100ms", "10m"),
          "30s",
          "how long a client for which there is something may go without reading");
  static final Setting<Integer> WEBSOCKET_CLIENTS =
      GROUP.setting(
          "server.websocket.max-clients",
          "WEBSOCKET_MAX_CLIENTS",
          wholeNumber(1, 100_000),
          "2000",
          "maximum number of open WebSocket connections");

  static final Setting<LogLevel> LOG_LEVEL =
      GROUP.setting("log.level", "LOG_LEVEL", logLevel(), "info", "lowest level that is logged");
  static final Setting<Settings.Logging.Format> LOG_FORMAT =
      GROUP.setting(
          "log.format",
          "LOG_FORMAT",
          oneOf(Settings.Logging.Format.class),
          "json",
          "json: one object per line; text: for people");

  static final Setting<String> LOG_LEVEL_FILE =
      GROUP.register(
          new Setting<>(
              "log.level-file",
              List.of("LOG_LEVEL_FILE"),
              word("the name of a file, without spaces"),
              Optional.empty(),
              false,
              "file with a level that replaces LOG_LEVEL; read every 2 s"));

  static final Setting<Boolean> METRICS_PER_AGENT =
      GROUP.setting(
          "metrics.per-agent",
          "METRICS_PER_AGENT",
          flag(),
          "false",
          "whether /metrics has metrics of each agent, with its id as a label");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = GROUP.all();

  private ServerCatalogue() {}
}
