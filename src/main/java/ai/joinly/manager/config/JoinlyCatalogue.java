package ai.joinly.manager.config;

import static ai.joinly.manager.config.Quantity.size;
import static ai.joinly.manager.config.SettingType.flag;
import static ai.joinly.manager.config.SettingType.httpUrl;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The settings of the joinly server. */
final class JoinlyCatalogue {
  private static final SettingGroup GROUP = new SettingGroup();

  static final Setting<URI> JOINLY_URL =
      GROUP.setting(
          "joinly.url",
          "JOINLY_URL",
          httpUrl(),
          "http://localhost:8000/mcp/",
          "MCP endpoint of the joinly server");
  static final Setting<Duration> CONNECT_WINDOW =
      timeout(
          "connect-window",
          "1s",
          "10m",
          "30s",
          "how long a start retries while the server cannot be reached");
  static final Setting<Duration> GIVE_UP_AFTER =
      timeout("give-up-after", "1s", "24h", "5m", "how long a lost session is retried");
  static final Setting<Duration> QUEUE_TIMEOUT =
      timeout(
          "queue-timeout",
          "1s",
          "24h",
          "15m",
          "how long a start may wait for the starts before it");
  static final Setting<Duration> START_TIMEOUT =
      timeout("start-timeout", "1s", "30m", "2m", "time limit of the start of a session");
  static final Setting<Duration> JOIN_TIMEOUT =
      timeout("join-timeout", "5s", "1h", "5m", "time limit of joining a meeting");
  static final Setting<Duration> REQUEST_TIMEOUT =
      timeout("request-timeout", "100ms", "5m", "10s", "time limit of any other request");
  static final Setting<Duration> TOOL_TIMEOUT =
      timeout("tool-timeout", "1s", "1h", "1m", "time limit of a tool call");
  static final Setting<Duration> SPEECH_TIMEOUT =
      timeout("speech-timeout", "10s", "2h", "10m", "time limit of a speech");
  static final Setting<Duration> STREAM_IDLE =
      timeout(
          "stream-idle",
          "16s",
          "10m",
          "20s",
          "silence after which an event stream counts as lost; the server pings every 15s");
  static final Setting<Duration> POLL_FASTEST =
      timeout(
          "poll-fastest",
          "100ms",
          "1m",
          "1s",
          "interval between polls of the transcript after speech");
  static final Setting<Duration> POLL_SLOWEST =
      timeout(
          "poll-slowest",
          "1s",
          "10m",
          "15s",
          "interval between polls of the transcript in silence, doubled once the server pushes; at"
              + " least JOINLY_POLL_FASTEST");
  static final Setting<Boolean> SHARE_ONE_MEETING =
      GROUP.setting(
          "joinly.share-one-meeting",
          "JOINLY_SHARE_ONE_MEETING",
          flag(),
          "false",
          "whether agents may share a server that has a single meeting for all clients");
  static final Setting<Integer> MAX_RESPONSE =
      GROUP.setting(
          "joinly.max-response-bytes",
          "JOINLY_MAX_RESPONSE_BYTES",
          size("1MiB", "1GiB"),
          "16MiB",
          "maximum size of an answer of the server");

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = GROUP.all();

  private JoinlyCatalogue() {}

  private static Setting<Duration> timeout(
      String key, String from, String to, String defaultText, String meaning) {
    String variable = "JOINLY_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
    return GROUP.timeout("joinly." + key, variable, from, to, defaultText, meaning);
  }
}
