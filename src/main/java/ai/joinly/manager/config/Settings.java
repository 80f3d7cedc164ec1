package ai.joinly.manager.config;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of the process, read once at its start. */
public record Settings(
    Server server,
    Logging logging,
    Metrics metrics,
    Agents agents,
    JoinlySettings joinly,
    Llm llm,
    Demo demo,
    Resume resume,
    Store store,
    AnalysisSettings analysis,
    ToolSettings tools,
    LlmPrices prices,
    NetworkSettings network) {

  /** What holds in an empty environment without any file. */
  public static Settings defaults() {
    return SettingsLoader.defaults();
  }

  /** The variables of providers, which an agent may have in its {@code env_vars}, too. */
  public static Set<String> providerVariables() {
    return Stream.of(SettingsCatalogue.LLM_VARIABLES, SettingsCatalogue.SPEECH_KEYS)
        .flatMap(List::stream)
        .flatMap(setting -> setting.variables().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The same settings with others for this part. */
  public Settings with(Server changed) {
    return new Settings(
        changed, logging, metrics, agents, joinly, llm, demo, resume, store, analysis, tools,
        prices, network);
  }

  /** The same settings with others for this part. */
  public Settings with(Metrics changed) {
    return new Settings(
        server, logging, changed, agents, joinly, llm, demo, resume, store, analysis, tools, prices,
        network);
  }

  /** The same settings with others for this part. */
  public Settings with(Agents changed) {
    return new Settings(
        server, logging, metrics, changed, joinly, llm, demo, resume, store, analysis, tools,
        prices, network);
  }

  /** The same settings with others for this part. */
  public Settings with(JoinlySettings changed) {
    return new Settings(
        server, logging, metrics, agents, changed, llm, demo, resume, store, analysis, tools,
        prices, network);
  }

  /** The same settings with others for this part. */
  public Settings with(Llm changed) {
    return new Settings(
        server, logging, metrics, agents, joinly, changed, demo, resume, store, analysis, tools,
        prices, network);
  }

  /** The same settings with others for this part. */
  public Settings with(Resume changed) {
    return new Settings(
        server, logging, metrics, agents, joinly, llm, demo, changed, store, analysis, tools,
        prices, network);
  }

  /** The same settings with others for this part. */
  public Settings with(Store changed) {
    return new Settings(
        server, logging, metrics, agents, joinly, llm, demo, resume, changed, analysis, tools,
        prices, network);
  }

  /** The same settings with others for this part. */
  public Settings with(AnalysisSettings changed) {
    return new Settings(
        server, logging, metrics, agents, joinly, llm, demo, resume, store, changed, tools, prices,
        network);
  }

  /** The same settings with others for this part. */
  public Settings with(ToolSettings changed) {
    return new Settings(
        server, logging, metrics, agents, joinly, llm, demo, resume, store, analysis, changed,
        prices, network);
  }

  /** The same settings with others for this part. */
  public Settings with(LlmPrices changed) {
    return new Settings(
        server, logging, metrics, agents, joinly, llm, demo, resume, store, analysis, tools,
        changed, network);
  }

  /** The same settings with others for this part. */
  public Settings with(NetworkSettings changed) {
    return new Settings(
        server, logging, metrics, agents, joinly, llm, demo, resume, store, analysis, tools, prices,
        changed);
  }

  /**
   * REST and WebSocket.
   *
   * @param port 0 takes a free one
   * @param origins browser origins that may connect, beside the manager's own
   * @param webSocketWindow bytes of events that are in memory for all sockets together
   * @param webSocketStall how long a client may read nothing although there is something for it
   * @param webSocketClients open sockets at most
   * @param allowedHosts host names that requests may be for, beside those that cannot be foreign
   * @param connections what clients may take of the rest
   */
  public record Server(
      String host,
      int port,
      List<String> origins,
      int webSocketWindow,
      Duration webSocketStall,
      int webSocketClients,
      List<String> allowedHosts,
      Connections connections) {
    public Server {
      Rules.require(port >= 0 && port <= 65_535, "a port is a number from 0 to 65535");
      Rules.require(webSocketWindow > 0, "webSocketWindow must be positive");
      Rules.require(webSocketClients > 0, "webSocketClients must be positive");
      Rules.requirePositive(webSocketStall, "webSocketStall");
      origins = List.copyOf(origins);
      allowedHosts = List.copyOf(allowedHosts);
    }

    /** A server with the usual limits of connections that answers to no further host names. */
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

    /** Returns these with other limits of connections. */
    public Server with(Connections limits) {
      return new Server(
          host,
          port,
          origins,
          webSocketWindow,
          webSocketStall,
          webSocketClients,
          allowedHosts,
          limits);
    }

    public static Server defaults() {
      return Settings.defaults().server();
    }
  }

  /**
   * The connections of clients, other than WebSockets.
   *
   * @param most at once
   * @param perAddress of one address at once, WebSockets included; 0 for any number
   * @param longPolls requests that may wait for events at once
   * @param managementPort a port for what watches the process
   */
  public record Connections(int most, int perAddress, int longPolls, OptionalInt managementPort) {
    public Connections {
      Rules.require(most > 1, "most must be above 1");
      Rules.require(perAddress >= 0, "perAddress must not be negative");
      Rules.require(longPolls > 0, "longPolls must be positive");
    }
  }

  /**
   * The log of the process.
   *
   * @param levelFile whose content, a level, is stronger than {@code level} while the process runs
   */
  public record Logging(LogLevel level, Format format, Optional<Path> levelFile) {
    public Logging(LogLevel level, Format format) {
      this(level, format, Optional.empty());
    }

    public static Logging defaults() {
      return Settings.defaults().logging();
    }

    /** How a line of the log looks. */
    public enum Format {
      JSON,
      TEXT
    }
  }

  /**
   * The figures at {@code /metrics}.
   *
   * @param perAgent whether there are figures of each agent
   */
  public record Metrics(boolean perAgent) {
    public static Metrics defaults() {
      return Settings.defaults().metrics();
    }
  }

  /**
   * The agents.
   *
   * @param maxActive agents that may be starting or running at once
   * @param maxKept agents that may exist at once, whatever their status
   * @param leaveTimeout how long stop and delete wait for the meeting to be left
   * @param shutdownTimeout how long the end of the process may take; agents have four fifths of it
   *     to leave
   * @param chatPoll between two looks into a meeting's chat
   * @param timezone of agents that name none
   */
  public record Agents(
      int maxActive,
      int maxKept,
      Duration leaveTimeout,
      Duration shutdownTimeout,
      Duration chatPoll,
      ZoneId timezone,
      TurnLimits turns) {
    public Agents {
      Rules.require(maxActive > 0, "maxActive must be positive");
      Rules.require(maxKept >= maxActive, "maxKept must not be below maxActive");
      Rules.requirePositive(leaveTimeout, "leaveTimeout");
      Rules.requirePositive(shutdownTimeout, "shutdownTimeout");
      Rules.requirePositive(chatPoll, "chatPoll");
    }

    /** The time zone of the agents' dates and times. */
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
   * @param variables process-wide keys and base URLs by variable name, {@code OPENAI_API_KEY} and
   *     the like; only those that are set
   * @param allowedHosts hosts (with port, where not the scheme's own) that an agent's own base URL
   *     may name
   * @param requestTimeout how long one request may take, retries included
   * @param maxAttempts requests for one answer at most
   */
  public record Llm(
      Map<String, Secret> variables,
      Set<String> allowedHosts,
      Duration requestTimeout,
      int maxAttempts) {
    public Llm {
      variables = Map.copyOf(variables);
      allowedHosts = Set.copyOf(allowedHosts);
      Rules.requirePositive(requestTimeout, "requestTimeout");
      Rules.require(maxAttempts > 0, "maxAttempts must be positive");
    }

    public static Llm defaults() {
      return Settings.defaults().llm();
    }
  }

  /** The embedded demo. */
  public record Demo(boolean enabled, Model llm) {
    /** Who thinks for the demo's agents. */
    public enum Model {
      SCRIPTED,
      OPENAI
    }

    public static Demo defaults() {
      return Settings.defaults().demo();
    }
  }

  /**
   * What becomes of running agents when the process ends and when the next one starts.
   *
   * @param enabled whether agents that were running go on
   * @param maxRejoins how many of them may rejoin their meetings at once
   * @param recent what was said longer ago is remembered, but not answered any more
   * @param leaveOnShutdown whether a planned end lets the agents leave their meetings
   */
  public record Resume(boolean enabled, int maxRejoins, Duration recent, boolean leaveOnShutdown) {
    public Resume {
      Rules.require(maxRejoins > 0, "maxRejoins must be positive");
      Rules.require(!recent.isNegative(), "recent must not be negative");
    }

    public static Resume defaults() {
      return Settings.defaults().resume();
    }
  }

  /**
   * Where things are kept.
   *
   * @param path the database file; {@link #IN_MEMORY} keeps nothing beyond the process
   * @param secretKey what secrets are encrypted with; without it a key file beside the database
   * @param newSecretKey the key that a rotation changes to
   * @param retentionDays after how many days ended agents are removed; 0 keeps them
   * @param eventsPerAgent events kept of one agent at most
   * @param bufferBytes what may wait to be written before transcripts are left unread
   */
  public record Store(
      String path,
      Optional<Secret> secretKey,
      Optional<Secret> newSecretKey,
      int retentionDays,
      int eventsPerAgent,
      int bufferBytes) {
    /** The path that keeps nothing. */
    public static final String IN_MEMORY = "memory";

    public Store {
      Rules.require(retentionDays >= 0, "retentionDays must not be negative");
      Rules.require(eventsPerAgent > 0, "eventsPerAgent must be positive");
      Rules.require(bufferBytes > 0, "bufferBytes must be positive");
    }

    /** A store whose key is not about to be changed. */
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
