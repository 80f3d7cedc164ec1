package ai.joinly.manager.config;

import java.net.URI;
import java.time.Duration;

/** Joinly server and the time limits of its use. */
@Setting.Section("joinly.")
public record JoinlySettings(
    @Setting(value = "http://localhost:8000/mcp/", doc = "MCP endpoint of the joinly server")
        URI url,
    @Setting(
            value = "30s",
            range = "1s..10m",
            doc = "how long a start retries while the server cannot be reached")
        Duration connectWindow,
    @Setting(value = "5m", range = "1s..24h", doc = "how long a lost session is retried")
        Duration giveUpAfter,
    @Setting(
            value = "15m",
            range = "1s..24h",
            doc = "how long a start may wait for the starts before it")
        Duration queueTimeout,
    @Setting(value = "2m", range = "1s..30m", doc = "time limit of the start of a session")
        Duration startTimeout,
    @Setting(value = "5m", range = "5s..1h", doc = "time limit of joining a meeting")
        Duration joinTimeout,
    @Setting(value = "10s", range = "100ms..5m", doc = "time limit of any other request")
        Duration requestTimeout,
    @Setting(value = "1m", range = "1s..1h", doc = "time limit of a tool call")
        Duration toolTimeout,
    @Setting(value = "10m", range = "10s..2h", doc = "time limit of a speech")
        Duration speechTimeout,
    @Setting(
            value = "20s",
            range = "16s..10m",
            doc = "silence after which an event stream counts as lost; the server pings every 15s")
        Duration streamIdle,
    @Setting(
            value = "1s",
            range = "100ms..1m",
            doc =
                "interval between polls of the transcript after speech; without push notifications"
                    + " an utterance ends, and is answered, one interval later")
        Duration pollFastest,
    @Setting(
            value = "15s",
            range = "1s..10m",
            atLeast = "joinly.poll-fastest",
            doc =
                "interval between polls of the transcript in silence, doubled once the server"
                    + " pushes; at least JOINLY_POLL_FASTEST")
        Duration pollSlowest,
    @Setting(
            value = "false",
            doc = "whether agents may share a server that has a single meeting for all clients")
        boolean shareOneMeeting,
    @Setting(value = "16MiB", range = "1MiB..1GiB", doc = "maximum size of an answer of the server")
        int maxResponseBytes)
    implements Settings.Part {
  public JoinlySettings {
    Settings.requirePositive(
        connectWindow,
        giveUpAfter,
        queueTimeout,
        startTimeout,
        joinTimeout,
        requestTimeout,
        toolTimeout,
        speechTimeout,
        streamIdle,
        pollFastest);
    Settings.require(pollSlowest.compareTo(pollFastest) >= 0 && maxResponseBytes > 0);
  }

  public static JoinlySettings defaults() {
    return Settings.defaults().joinly();
  }
}
