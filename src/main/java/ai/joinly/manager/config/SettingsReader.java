package ai.joinly.manager.config;

import static ai.joinly.manager.config.AgentCatalogue.*;
import static ai.joinly.manager.config.JoinlyCatalogue.*;
import static ai.joinly.manager.config.LlmCatalogue.*;
import static ai.joinly.manager.config.NetworkCatalogue.*;
import static ai.joinly.manager.config.ServerCatalogue.*;
import static ai.joinly.manager.config.SettingsCatalogue.DEMO_ENABLED;
import static ai.joinly.manager.config.SettingsCatalogue.DEMO_LLM;
import static ai.joinly.manager.config.SettingsCatalogue.LLM_VARIABLES;
import static ai.joinly.manager.config.SettingsCatalogue.SPEECH_KEYS;
import static ai.joinly.manager.config.StoreCatalogue.*;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.net.ProxyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Makes the settings of what was written, noting every mistake on the way. */
final class SettingsReader {
  private static final int LONGEST_SHOWN = 40;

  private final Map<String, RawValue> given;
  private final List<String> mistakes;

  /**
   * @param given by path; a blank text means that the setting is not set
   * @param mistakes gets a sentence for each value that is not allowed
   */
  SettingsReader(Map<String, RawValue> given, List<String> mistakes) {
    this.given = given;
    this.mistakes = mistakes;
  }

  /** All settings; where there was a mistake, with the default in the place of the value. */
  Settings read() {
    Settings.Demo demo = demo();
    return new Settings(
        server(demo.enabled()),
        logging(),
        new Settings.Metrics(get(METRICS_PER_AGENT)),
        agents(),
        joinly(),
        llm(),
        demo,
        resume(),
        store(),
        new AnalysisSettings(get(ANALYSIS_WORDS), get(ANALYSIS_INTERVAL)),
        new ToolSettings(Set.copyOf(get(TOOLS_ALLOWED_HOSTS)), get(TOOLS_TIMEOUT)),
        new LlmPrices(get(LLM_PRICES), get(LLM_CURRENCY)),
        network());
  }

  private NetworkSettings network() {
    Optional<ProxyServer> all = find(ALL_PROXY);
    return new NetworkSettings(
        new ProxyRules(
            find(HTTP_PROXY).or(() -> all), find(HTTPS_PROXY).or(() -> all), get(NO_PROXY)),
        Set.copyOf(get(SHARE_ALLOWED_HOSTS)));
  }

  private Settings.Server server(boolean demo) {
    return new Settings.Server(
        find(HOST).orElseGet(() -> demo ? LOOPBACK : ALL_ADDRESSES),
        get(PORT),
        get(ORIGINS),
        get(WEBSOCKET_WINDOW),
        get(WEBSOCKET_STALL),
        get(WEBSOCKET_CLIENTS),
        get(ALLOWED_HOSTS),
        new Settings.Connections(
            get(CONNECTIONS),
            get(CONNECTIONS_PER_ADDRESS),
            get(LONG_POLLS),
            find(MANAGEMENT_PORT).map(OptionalInt::of).orElseGet(OptionalInt::empty)));
  }

  private Settings.Logging logging() {
    return new Settings.Logging(
        get(LOG_LEVEL), get(LOG_FORMAT), find(LOG_LEVEL_FILE).map(Path::of));
  }

  private Settings.Agents agents() {
    int maxActive = get(MAX_ACTIVE);
    return new Settings.Agents(
        maxActive,
        notBelow(maxActive, MAX_ACTIVE, MAX_KEPT),
        get(LEAVE_TIMEOUT),
        get(SHUTDOWN_TIMEOUT),
        get(CHAT_POLL),
        find(TIMEZONE).orElseGet(ZoneId::systemDefault),
        new TurnLimits(
            get(TURN_TIMEOUT), get(TURN_ROUNDS), get(TURN_TOOL_CALLS), get(TURN_TOKENS)));
  }

  private JoinlySettings joinly() {
    Duration pollFastest = get(POLL_FASTEST);
    return new JoinlySettings(
        get(JOINLY_URL),
        get(CONNECT_WINDOW),
        get(GIVE_UP_AFTER),
        get(QUEUE_TIMEOUT),
        get(START_TIMEOUT),
        get(JOIN_TIMEOUT),
        get(REQUEST_TIMEOUT),
        get(TOOL_TIMEOUT),
        get(SPEECH_TIMEOUT),
        get(STREAM_IDLE),
        pollFastest,
        notBelow(pollFastest, POLL_FASTEST, POLL_SLOWEST),
        get(SHARE_ONE_MEETING),
        get(MAX_RESPONSE));
  }

  private Settings.Llm llm() {
    Map<String, Secret> variables = new LinkedHashMap<>();
    LLM_VARIABLES.forEach(
        setting -> find(setting).ifPresent(value -> variables.put(setting.variable(), value)));
    SPEECH_KEYS.forEach(this::find);
    return new Settings.Llm(
        variables,
        Set.copyOf(get(LLM_ALLOWED_HOSTS)),
        get(LLM_REQUEST_TIMEOUT),
        get(LLM_MAX_ATTEMPTS));
  }

  private Settings.Resume resume() {
    return new Settings.Resume(
        get(RESUME_ENABLED), get(MAX_REJOINS), get(RECENT), get(SHUTDOWN_LEAVE));
  }

  private Settings.Store store() {
    return new Settings.Store(
        get(STORE_PATH),
        find(SECRET_KEY),
        find(SECRET_KEY_NEW),
        get(RETENTION_DAYS),
        get(EVENTS_PER_AGENT),
        get(STORE_BUFFER));
  }

  private Settings.Demo demo() {
    Settings.Demo demo = new Settings.Demo(get(DEMO_ENABLED), get(DEMO_LLM));
    Setting<Secret> key = LLM_VARIABLES.getFirst();
    if (demo.enabled() && demo.llm() == Settings.Demo.Model.OPENAI && raw(key).isEmpty()) {
      mistakes.add(key.name() + ": must be set, since " + DEMO_LLM.name() + " is openai");
    }
    return demo;
  }

  private <T> T get(Setting<T> setting) {
    return find(setting).orElseGet(setting::defaultValue);
  }

  private <T> Optional<T> find(Setting<T> setting) {
    Optional<RawValue> raw = raw(setting);
    Optional<T> value = raw.flatMap(r -> setting.type().parse(r.text()));
    if (value.isEmpty()) {
      raw.ifPresent(
          r ->
              mistakes.add(
                  "%s: must be %s; %s"
                      .formatted(setting.name(), setting.type().allowed(), shown(setting, r))));
    }
    return value;
  }

  private Optional<RawValue> raw(Setting<?> setting) {
    return Optional.ofNullable(given.get(setting.path())).filter(r -> !r.text().isBlank());
  }

  private <T extends Comparable<T>> T notBelow(T least, Setting<T> lower, Setting<T> upper) {
    T value = get(upper);
    if (value.compareTo(least) >= 0) {
      return value;
    }
    mistakes.add(
        "%s: must not be below %s; %s"
            .formatted(
                upper.name(),
                lower.name(),
                raw(upper).map(r -> shown(upper, r)).orElse("its default is too low for that")));
    return least;
  }

  private static String shown(Setting<?> setting, RawValue raw) {
    String text = raw.text().strip().replaceAll("\\p{Cntrl}", "?");
    // What stands before an @ or behind a ? in a URL may be a password or a key.
    if (setting.secret() || text.contains("@") || text.contains("?")) {
      return raw.origin() + " has another value, which is not shown";
    }
    return "%s has \"%s\""
        .formatted(
            raw.origin(),
            text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text);
  }
}
