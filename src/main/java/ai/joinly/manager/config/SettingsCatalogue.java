package ai.joinly.manager.config;

import static ai.joinly.manager.config.Quantity.duration;
import static ai.joinly.manager.config.Quantity.size;
import static ai.joinly.manager.config.SettingType.flag;
import static ai.joinly.manager.config.SettingType.hosts;
import static ai.joinly.manager.config.SettingType.httpUrl;
import static ai.joinly.manager.config.SettingType.logLevel;
import static ai.joinly.manager.config.SettingType.oneOf;
import static ai.joinly.manager.config.SettingType.origins;
import static ai.joinly.manager.config.SettingType.wholeNumber;
import static ai.joinly.manager.config.SettingType.word;

import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting there is, in the order of the documentation. What reads, checks and documents
 * settings goes by this list.
 */
final class SettingsCatalogue {
  /** Filled while this class is initialised, never after. */
  private static final List<Setting<?>> REGISTERED = new ArrayList<>();

  static final Setting<String> HOST =
      setting(
          "server.host",
          "SERVER_HOST",
          word("a host name or an address"),
          "0.0.0.0",
          "address to listen on");
  static final Setting<Integer> PORT =
      setting(
          "server.port",
          "SERVER_PORT",
          wholeNumber(0, 65_535),
          "8001",
          "port to listen on; 0 takes a free one");
  static final Setting<List<String>> ORIGINS =
      register(
          new Setting<>(
              "server.allowed-origins",
              List.of("ALLOWED_ORIGINS", "CORS_ORIGINS"),
              origins(),
              Optional.of("http://localhost:3000,http://127.0.0.1:3000"),
              false,
              "browser origins that may connect, beside the manager's own"));
  static final Setting<Integer> WEBSOCKET_QUEUE =
      setting(
          "server.websocket.queue",
          "WEBSOCKET_QUEUE",
          wholeNumber(16, 100_000),
          "1024",
          "events that wait for one client at most");
  static final Setting<Duration> WEBSOCKET_STALL =
      setting(
          "server.websocket.stall-timeout",
          "WEBSOCKET_STALL_TIMEOUT",
          duration("100ms", "1m"),
          "2s",
          "how long a client with a full queue may go without reading");
  static final Setting<Integer> WEBSOCKET_CLIENTS =
      setting(
          "server.websocket.max-clients",
          "WEBSOCKET_MAX_CLIENTS",
          wholeNumber(1, 100_000),
          "2000",
          "open WebSocket connections at most");

  static final Setting<LogLevel> LOG_LEVEL =
      setting("log.level", "LOG_LEVEL", logLevel(), "info", "least grave line that is logged");
  static final Setting<Settings.Logging.Format> LOG_FORMAT =
      setting(
          "log.format",
          "LOG_FORMAT",
          oneOf(Settings.Logging.Format.class),
          "json",
          "one JSON object a line, or text for people");

  static final Setting<String> LOG_LEVEL_FILE =
      register(
          new Setting<>(
              "log.level-file",
              List.of("LOG_LEVEL_FILE"),
              word("the name of a file, without spaces"),
              Optional.empty(),
              false,
              "a file that may hold another level; read every 2 s while the manager runs"));

  static final Setting<Boolean> METRICS_PER_AGENT =
      setting(
          "metrics.per-agent",
          "METRICS_PER_AGENT",
          flag(),
          "false",
          "whether /metrics has figures of each agent, with its id as a label");

  static final Setting<Integer> MAX_ACTIVE =
      setting(
          "agents.max-active",
          "MAX_AGENTS",
          wholeNumber(1, 10_000),
          "10",
          "agents that may be starting or running at once");
  static final Setting<Integer> MAX_KEPT =
      setting(
          "agents.max-kept",
          "MAX_KEPT_AGENTS",
          wholeNumber(1, 1_000_000),
          "10000",
          "agents that may exist at once, whatever their status; at least MAX_AGENTS");
  static final Setting<Duration> LEAVE_TIMEOUT =
      timeout(
          "agents.leave-timeout",
          "LEAVE_TIMEOUT",
          "1s",
          "1m",
          "10s",
          "how long stop and delete wait for the meeting to be left");
  static final Setting<Duration> SHUTDOWN_TIMEOUT =
      timeout(
          "agents.shutdown-timeout",
          "SHUTDOWN_TIMEOUT",
          "1s",
          "5m",
          "10s",
          "how long the end of the process waits for all agents to leave");
  static final Setting<Duration> TURN_TIMEOUT =
      timeout("agents.turn-timeout", "TURN_TIMEOUT", "5s", "1h", "3m", "how long a turn may take");

  static final Setting<URI> JOINLY_URL =
      setting(
          "joinly.url",
          "JOINLY_URL",
          httpUrl(),
          "http://localhost:8000/mcp/",
          "MCP endpoint of the joinly server");
  static final Setting<Duration> CONNECT_WINDOW =
      joinlyTimeout(
          "connect-window", "1s", "10m", "30s", "how long a first start tries to reach the server");
  static final Setting<Duration> GIVE_UP_AFTER =
      joinlyTimeout(
          "give-up-after", "1s", "24h", "5m", "how long a lost session is tried for again");
  static final Setting<Duration> QUEUE_TIMEOUT =
      joinlyTimeout(
          "queue-timeout", "1s", "24h", "15m", "how long a start may wait for those before it");
  static final Setting<Duration> START_TIMEOUT =
      joinlyTimeout("start-timeout", "1s", "30m", "2m", "how long one session may take to start");
  static final Setting<Duration> JOIN_TIMEOUT =
      joinlyTimeout("join-timeout", "5s", "1h", "5m", "how long joining a meeting may take");
  static final Setting<Duration> REQUEST_TIMEOUT =
      joinlyTimeout("request-timeout", "100ms", "5m", "10s", "how long another request may take");
  static final Setting<Duration> TOOL_TIMEOUT =
      joinlyTimeout("tool-timeout", "1s", "1h", "1m", "how long a tool may take");
  static final Setting<Duration> SPEECH_TIMEOUT =
      joinlyTimeout("speech-timeout", "10s", "2h", "10m", "how long a speech may take");
  static final Setting<Duration> STREAM_IDLE =
      joinlyTimeout(
          "stream-idle",
          "16s",
          "10m",
          "20s",
          "after how much silence an event stream counts as dead; above the server's ping of 15s");
  static final Setting<Duration> POLL_FASTEST =
      joinlyTimeout(
          "poll-fastest", "100ms", "1m", "1s", "between polls of the transcript after speech");
  static final Setting<Duration> POLL_SLOWEST =
      joinlyTimeout(
          "poll-slowest",
          "1s",
          "10m",
          "15s",
          "between polls of the transcript in silence; at least JOINLY_POLL_FASTEST");
  static final Setting<Boolean> SHARE_ONE_MEETING =
      setting(
          "joinly.share-one-meeting",
          "JOINLY_SHARE_ONE_MEETING",
          flag(),
          "false",
          "whether agents may share a server that has one meeting for all its clients");
  static final Setting<Integer> MAX_RESPONSE =
      setting(
          "joinly.max-response-bytes",
          "JOINLY_MAX_RESPONSE_BYTES",
          size("1MiB", "1GiB"),
          "64MiB",
          "largest answer of the server that is read");

  static final Setting<String> STORE_PATH =
      setting(
          "store.path",
          "STORE_PATH",
          word("the path of a file"),
          "data/manager.db",
          "database file; memory keeps nothing beyond the process");
  static final Setting<Secret> SECRET_KEY =
      register(
          new Setting<>(
              "store.secret-key",
              List.of("SECRET_KEY"),
              word("a text without spaces").asSecret(),
              Optional.empty(),
              true,
              "at least 32 characters that secrets are encrypted with; without it a key file is"
                  + " made beside the database"));
  static final Setting<Integer> RETENTION_DAYS =
      setting(
          "store.retention-days",
          "STORE_RETENTION_DAYS",
          wholeNumber(0, 36_500),
          "0",
          "after how many days ended agents are removed; 0 keeps them");
  static final Setting<Integer> EVENTS_PER_AGENT =
      setting(
          "store.events-per-agent",
          "STORE_EVENTS_PER_AGENT",
          wholeNumber(1_000, 1_000_000_000),
          "1000000",
          "events kept of one agent at most; the oldest give way");
  static final Setting<Integer> STORE_BUFFER =
      setting(
          "store.buffer",
          "STORE_BUFFER",
          size("1MiB", "1GiB"),
          "64MiB",
          "what may wait to be written before transcripts are left unread");
  static final Setting<Boolean> RESUME_ENABLED =
      setting(
          "resume.enabled",
          "RESUME_ENABLED",
          flag(),
          "true",
          "whether agents that were running go on after a restart");
  static final Setting<Integer> MAX_REJOINS =
      setting(
          "resume.max-rejoins",
          "RESUME_MAX_REJOINS",
          wholeNumber(1, 10_000),
          "10",
          "agents that may rejoin their meetings at once after a restart");
  static final Setting<Duration> RECENT =
      timeout(
          "resume.recent",
          "RESUME_RECENT",
          "1s",
          "1h",
          "20s",
          "what was said longer before a restart is remembered, but not answered");
  static final Setting<Boolean> SHUTDOWN_LEAVE =
      setting(
          "shutdown.leave",
          "SHUTDOWN_LEAVE",
          flag(),
          "true",
          "whether agents leave their meetings when the process is told to end");

  static final Setting<Duration> LLM_REQUEST_TIMEOUT =
      timeout(
          "llm.request-timeout",
          "LLM_REQUEST_TIMEOUT",
          "1s",
          "10m",
          "60s",
          "how long one answer of a language model may take, retries included");
  static final Setting<Integer> LLM_MAX_ATTEMPTS =
      setting(
          "llm.max-attempts",
          "LLM_MAX_ATTEMPTS",
          wholeNumber(1, 10),
          "3",
          "requests for one answer at most");
  static final Setting<List<String>> LLM_ALLOWED_HOSTS =
      setting(
          "llm.allowed-hosts",
          "LLM_ALLOWED_HOSTS",
          hosts(),
          SettingType.NO_ITEMS,
          "hosts that a base URL in an agent's env_vars may name");

  /** Keys and addresses of language models, handed on under their variables' names. */
  static final List<Setting<Secret>> LLM_VARIABLES = ProviderCatalogue.llm();

  /** Keys that only the joinly server can use; known here so that their presence can be told of. */
  static final List<Setting<Secret>> SPEECH_KEYS = ProviderCatalogue.speech();

  static final Setting<Boolean> DEMO_ENABLED =
      setting(
          "demo.enabled",
          "DEMO_ENABLED",
          flag(),
          "false",
          "whether the embedded demo runs: a simulated joinly server and a first agent");
  static final Setting<Settings.Demo.Model> DEMO_LLM =
      setting(
          "demo.llm",
          "DEMO_LLM",
          oneOf(Settings.Demo.Model.class),
          "scripted",
          "who thinks for the demo's agents; openai needs OPENAI_API_KEY");

  /** All of them. */
  static final List<Setting<?>> ALL = all();

  private SettingsCatalogue() {}

  private static List<Setting<?>> all() {
    List<Setting<?>> all = new ArrayList<>(REGISTERED);
    int demo = all.indexOf(DEMO_ENABLED);
    all.addAll(demo, SPEECH_KEYS);
    all.addAll(demo, LLM_VARIABLES);
    return List.copyOf(all);
  }

  private static <T> Setting<T> setting(
      String path, String variable, SettingType<T> type, String defaultText, String meaning) {
    return register(
        new Setting<>(path, List.of(variable), type, Optional.of(defaultText), false, meaning));
  }

  private static Setting<Duration> timeout(
      String path, String variable, String from, String to, String defaultText, String meaning) {
    return setting(path, variable, duration(from, to), defaultText, meaning);
  }

  private static Setting<Duration> joinlyTimeout(
      String key, String from, String to, String defaultText, String meaning) {
    String variable = "JOINLY_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
    return timeout("joinly." + key, variable, from, to, defaultText, meaning);
  }

  private static <T> Setting<T> register(Setting<T> setting) {
    REGISTERED.add(setting);
    return setting;
  }
}
