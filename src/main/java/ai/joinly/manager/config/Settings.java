package ai.joinly.manager.config;

import static ai.joinly.manager.config.Setting.Form.BASE_URL;
import static ai.joinly.manager.config.Setting.Form.HOSTS;
import static ai.joinly.manager.config.Setting.Form.HOST_NAMES;
import static ai.joinly.manager.config.Setting.Form.KEY;
import static ai.joinly.manager.config.Setting.Form.LONG_KEY;
import static ai.joinly.manager.config.Setting.Form.ORIGINS;
import static ai.joinly.manager.config.Setting.Form.PORT;
import static ai.joinly.manager.config.SettingType.NO_ITEMS;

import ai.joinly.manager.config.Setting.Section;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings of the process, read once at its start. The order is that of the documentation. */
public record Settings(
    Server server,
    Logging logging,
    Metrics metrics,
    Agents agents,
    AnalysisSettings analysis,
    ToolSettings tools,
    NetworkSettings network,
    JoinlySettings joinly,
    Store store,
    Resume resume,
    Llm llm,
    LlmPrices prices,
    Speech speech,
    DemoSettings demo) {

  /** Settings that {@link #with} can replace. */
  public sealed interface Part
      permits Server,
          Logging,
          Metrics,
          Agents,
          AnalysisSettings,
          ToolSettings,
          NetworkSettings,
          JoinlySettings,
          Store,
          Resume,
          Llm,
          LlmPrices,
          DemoSettings {}

  /** Returns the settings of an empty environment without files. */
  public static Settings defaults() {
    return SettingsLoader.defaults();
  }

  /** Returns the variables of providers, which an agent may also have in its {@code env_vars}. */
  public static Set<String> providerVariables() {
    return DeclaredSetting.ALL.stream()
        .filter(DeclaredSetting::isOfProvider)
        .flatMap(setting -> setting.variables().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns a copy of the settings with one part replaced. */
  public Settings with(Part changed) {
    return SettingsBinder.with(this, changed);
  }

  static void require(boolean valid) {
    if (!valid) {
      throw new IllegalArgumentException("A limit is not allowed");
    }
  }

  static void requirePositive(Duration... limits) {
    require(Arrays.stream(limits).allMatch(Duration::isPositive));
  }

  /** HTTP server: REST and WebSocket. */
  @Section("server.")
  public record Server(
      @Setting(
              text = "a host name or an address",
              doc =
                  "address to listen on; if not set, 0.0.0.0 (all addresses), in the demo 127.0.0.1")
          String host,
      @Setting(value = "8001", range = "0..65535", doc = "port to listen on; 0 for any free port")
          int port,
      @Setting(
              value = "http://localhost:3000,http://127.0.0.1:3000",
              form = ORIGINS,
              path = "server.allowed-origins",
              variables = {"ALLOWED_ORIGINS", "CORS_ORIGINS"},
              doc = "browser origins that may connect, in addition to the manager's own")
          List<String> origins,
      @Setting(
              value = "8MiB",
              range = "64KiB..1GiB",
              path = "server.websocket.window-bytes",
              doc =
                  "newest events in memory for all WebSocket clients together, an eighth of the"
                      + " heap at most; a client that falls behind continues from the database")
          int webSocketWindow,
      @Setting(
              value = "30s",
              range = "100ms..10m",
              path = "server.websocket.stall-timeout",
              doc = "how long a client may leave waiting events unread")
          Duration webSocketStall,
      @Setting(
              value = "2000",
              range = "1..100000",
              path = "server.websocket.max-clients",
              doc = "maximum number of open WebSocket connections")
          int webSocketClients,
      @Setting(
              value = NO_ITEMS,
              form = HOST_NAMES,
              doc =
                  "host names that requests may be for, in addition to addresses, names of the"
                      + " local network and the hosts of allowed origins; * allows every name")
          List<String> allowedHosts,
      Connections connections)
      implements Part {
    public Server {
      require(port >= 0 && port <= 65_535 && webSocketWindow > 0 && webSocketClients > 0);
      requirePositive(webSocketStall);
      origins = List.copyOf(origins);
      allowedHosts = List.copyOf(allowedHosts);
    }

    /** Creates settings with the default connection limits and no further host names. */
    public Server(
        String host,
        int port,
        List<String> origins,
        int webSocketWindow,
        Duration webSocketStall,
        int webSocketClients) {
      this(
          host,
          port,
          origins,
          webSocketWindow,
          webSocketStall,
          webSocketClients,
          List.of(),
          Settings.defaults().server().connections());
    }

    /** Returns a copy of the settings with other connection limits. */
    public Server with(Connections limits) {
      return SettingsBinder.with(this, limits);
    }

    public static Server defaults() {
      return Settings.defaults().server();
    }
  }

  /** Limits of client connections other than WebSockets. */
  @Section("server.")
  public record Connections(
      @Setting(
              value = "4096",
              range = "16..100000",
              path = "server.max-connections",
              doc =
                  "maximum number of open connections other than WebSockets; beyond it the one"
                      + " that has waited longest without a request is closed")
          int most,
      @Setting(
              value = "3000",
              range = "0..100000",
              path = "server.connections-per-address",
              doc =
                  "maximum number of open connections of one address, WebSockets included; 0 for"
                      + " any number, behind a proxy")
          int perAddress,
      @Setting(
              value = "1000",
              range = "1..100000",
              path = "server.max-long-polls",
              doc =
                  "maximum number of requests that wait for events; the others are answered with"
                      + " status 503")
          int longPolls,
      @Setting(
              range = "0..65535",
              doc =
                  "port that serves only health, metrics and version, so that probes succeed even"
                      + " if clients overload the main port; if not set, there is none")
          OptionalInt managementPort) {
    public Connections {
      require(most > 1 && perAddress >= 0 && longPolls > 0);
    }
  }

  /** Log of the process. */
  @Section("log.")
  public record Logging(
      @Setting(value = "info", doc = "lowest level that is logged") LogLevel level,
      @Setting(value = "json", doc = "json: one object per line; text: for people") Format format,
      @Setting(
              text = "the name of a file, without spaces",
              doc = "file with a level that replaces LOG_LEVEL; read every 2 s")
          Optional<Path> levelFile)
      implements Part {
    public Logging(LogLevel level, Format format) {
      this(level, format, Optional.empty());
    }

    public static Logging defaults() {
      return Settings.defaults().logging();
    }

    /** Format of a log line. */
    public enum Format {
      JSON,
      TEXT
    }
  }

  /** Metrics. */
  @Section("metrics.")
  public record Metrics(
      @Setting(
              value = "false",
              doc = "whether /metrics has metrics of each agent, with its id as a label")
          boolean perAgent)
      implements Part {
    public static Metrics defaults() {
      return Settings.defaults().metrics();
    }
  }

  /** Agents. */
  @Section(value = "agents.", variables = "")
  public record Agents(
      @Setting(
              value = "10",
              range = "1..10000",
              variables = "MAX_AGENTS",
              doc = "maximum number of agents that are starting or running")
          int maxActive,
      @Setting(
              value = "10000",
              range = "1..1000000",
              atLeast = "agents.max-active",
              variables = "MAX_KEPT_AGENTS",
              doc = "maximum number of agents of any status; at least MAX_AGENTS")
          int maxKept,
      @Setting(
              value = "10s",
              range = "1s..1m",
              doc = "how long stop and delete wait for the agent to leave its meeting")
          Duration leaveTimeout,
      @Setting(
              value = "10s",
              range = "1s..5m",
              doc = "time limit of a shutdown; agents have four fifths of it to leave")
          Duration shutdownTimeout,
      @Setting(
              value = "3s",
              range = "500ms..1m",
              doc = "interval between two reads of the meeting chat, for agents with chat")
          Duration chatPoll,
      @Setting(
              variables = "AGENTS_TIMEZONE",
              doc = "time zone of agents that name none; if not set, that of the machine")
          ZoneId timezone,
      @Setting(
              value = "60s",
              range = "0s..30m",
              variables = "JOIN_LEAD",
              doc = "how long before join_at an agent starts")
          Duration joinLead,
      TurnLimits turns)
      implements Part {
    public Agents {
      require(maxActive > 0 && maxKept >= maxActive);
      requirePositive(leaveTimeout, shutdownTimeout, chatPoll);
      require(!joinLead.isNegative());
    }

    /** Agents that start a minute before they join. */
    public Agents(
        int maxActive,
        int maxKept,
        Duration leaveTimeout,
        Duration shutdownTimeout,
        Duration chatPoll,
        ZoneId timezone,
        TurnLimits turns) {
      this(
          maxActive,
          maxKept,
          leaveTimeout,
          shutdownTimeout,
          chatPoll,
          timezone,
          Duration.ofMinutes(1),
          turns);
    }

    /** Returns the time zone of the agent's dates and times. */
    public ZoneId zoneOf(AgentConfig config) {
      return config.timezone().orElse(timezone);
    }

    public static Agents defaults() {
      return Settings.defaults().agents();
    }
  }

  /**
   * Language models.
   *
   * @param variables process-wide keys and base URLs by variable; only those that are set
   */
  @Section("llm.")
  public record Llm(
      @Setting(form = KEY, path = "llm.openai.api-key", doc = "key for OpenAI")
          @Setting(
              form = BASE_URL,
              path = "llm.openai.base-url",
              doc = "another OpenAI-compatible server, with its /v1")
          @Setting(form = KEY, path = "llm.anthropic.api-key", doc = "key for Anthropic")
          @Setting(
              form = BASE_URL,
              path = "llm.anthropic.base-url",
              doc = "another Anthropic server")
          @Setting(
              form = KEY,
              path = "llm.google.api-key",
              variables = {"GOOGLE_API_KEY", "GEMINI_API_KEY"},
              doc = "key for Google")
          @Setting(
              form = BASE_URL,
              path = "llm.google.base-url",
              variables = "GOOGLE_GEMINI_BASE_URL",
              doc = "another Gemini server")
          @Setting(form = KEY, path = "llm.azure-openai.api-key", doc = "key for Azure OpenAI")
          @Setting(
              form = BASE_URL,
              path = "llm.azure-openai.endpoint",
              doc = "the Azure OpenAI resource")
          @Setting(
              text = "a version such as 2025-04-01-preview",
              path = "llm.azure-openai.api-version",
              variables = "OPENAI_API_VERSION",
              doc = "version of the Azure OpenAI interface; if not set, 2025-04-01-preview")
          @Setting(
              form = KEY,
              path = "llm.ollama.api-key",
              doc = "key for an Ollama server that requires one")
          @Setting(form = BASE_URL, path = "llm.ollama.url", doc = "the Ollama server")
          @Setting(
              text = "a host name or an address",
              path = "llm.ollama.host",
              doc = "the Ollama server's host, where OLLAMA_URL is not set")
          @Setting(
              form = PORT,
              path = "llm.ollama.port",
              doc = "the Ollama server's port, where OLLAMA_URL is not set")
          Map<String, Secret> variables,
      @Setting(
              value = NO_ITEMS,
              form = HOSTS,
              doc = "hosts that a base URL in an agent's env_vars may name")
          Set<String> allowedHosts,
      @Setting(
              value = "60s",
              range = "1s..10m",
              doc = "time limit of an answer of a language model, retries included")
          Duration requestTimeout,
      @Setting(value = "3", range = "1..10", doc = "maximum number of requests for one answer")
          int maxAttempts)
      implements Part {
    public Llm {
      variables = Map.copyOf(variables);
      allowedHosts = Set.copyOf(allowedHosts);
      requirePositive(requestTimeout);
      require(maxAttempts > 0);
    }

    public static Llm defaults() {
      return Settings.defaults().llm();
    }
  }

  /**
   * Settings of the joinly server that are often set for the manager by mistake.
   *
   * @param keys by variable; only those that are set
   */
  @Section("speech.")
  public record Speech(
      @Setting(
              form = KEY,
              path = "speech.elevenlabs.api-key",
              doc = "key for ElevenLabs: has an effect only in the joinly server's own environment")
          @Setting(
              form = KEY,
              path = "speech.deepgram.api-key",
              doc = "key for Deepgram: has an effect only in the joinly server's own environment")
          Map<String, Secret> keys) {
    public Speech {
      keys = Map.copyOf(keys);
    }
  }

  /** Whether running agents survive a restart. */
  @Section("resume.")
  public record Resume(
      @Setting(value = "true", doc = "whether running agents continue after a restart")
          boolean enabled,
      @Setting(
              value = "10",
              range = "1..10000",
              doc = "maximum number of agents that rejoin at the same time after a restart")
          int maxRejoins,
      @Setting(
              value = "20s",
              range = "1s..1h",
              doc = "speech older than this at a restart is remembered, but not answered")
          Duration recent,
      @Setting(
              value = "true",
              path = "shutdown.leave",
              doc = "whether agents leave their meetings at a shutdown")
          boolean leaveOnShutdown)
      implements Part {
    public Resume {
      require(maxRejoins > 0 && !recent.isNegative());
    }

    public static Resume defaults() {
      return Settings.defaults().resume();
    }
  }

  /** Database. */
  @Section("store.")
  public record Store(
      @Setting(
              value = "data/manager.db",
              text = "the path of a file",
              doc = "database file, or memory: nothing is kept after the process ends")
          String path,
      @Setting(
              form = LONG_KEY,
              variables = "SECRET_KEY",
              doc =
                  "key that encrypts secrets, for example from openssl rand -base64 32; if not"
                      + " set, a key file is created next to the database")
          Optional<Secret> secretKey,
      @Setting(
              form = LONG_KEY,
              path = "store.secret-key-new",
              variables = "SECRET_KEY_NEW",
              doc = "new key for --rotate-key; not used otherwise")
          Optional<Secret> newSecretKey,
      @Setting(
              value = "0",
              range = "0..36500",
              doc = "number of days after which ended agents are removed; 0 keeps them")
          int retentionDays,
      @Setting(
              value = "1000000",
              range = "1000..1000000000",
              doc = "maximum number of stored events of one agent; the oldest are removed")
          int eventsPerAgent,
      @Setting(
              value = "64MiB",
              range = "1MiB..1GiB",
              path = "store.buffer",
              doc =
                  "maximum size of data that waits to be written; beyond it transcripts are not"
                      + " read")
          int bufferBytes)
      implements Part {
    /** Path that selects the in-memory store. */
    public static final String IN_MEMORY = "memory";

    public Store {
      require(retentionDays >= 0 && eventsPerAgent > 0 && bufferBytes > 0);
    }

    /** Creates settings without a new key. */
    public Store(
        String path,
        Optional<Secret> secretKey,
        int retentionDays,
        int eventsPerAgent,
        int bufferBytes) {
      this(path, secretKey, Optional.empty(), retentionDays, eventsPerAgent, bufferBytes);
    }

    public static Store defaults() {
      return Settings.defaults().store();
    }
  }
}
