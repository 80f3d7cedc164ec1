package ai.joinly.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.Recording.Line;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends a recording's client lines to the simulator and holds its answers against the server lines,
 * exchange by exchange. Nothing waits for recorded times: the order is what counts. Where somebody
 * spoke outside the recording, a cue says so.
 */
final class Replay {
  static final Duration SOON = Duration.ofSeconds(10);

  /** Something that happened outside the recording, before the line at this time. */
  record Cue(double t, Happening happening) {}

  /** What a cue does. */
  interface Happening {
    void happen(Replay replay) throws Exception;
  }

  private static final Set<String> COMPARED = Set.of("content-type", "allow", "location");
  private static final Pattern LOBBY = Pattern.compile("lobby=(\\d+)");
  private static final Pattern STARTUP = Pattern.compile("\"startup_seconds\": ?(\\d+)");

  /** What a recorded second of starting takes here. */
  private static final double SECOND = 0.04;

  private final String name;
  private final JoinlySimulator simulator;
  private final Deque<Cue> cues;
  private final Map<String, String> sessionIds = new HashMap<>();
  private final Map<String, String> sessionOf = new HashMap<>();
  private final Map<Integer, WireExchange> exchanges = new LinkedHashMap<>();
  private final Set<Integer> refused = new HashSet<>();
  private final Map<String, Integer> updates = new HashMap<>();
  private boolean inOrder;
  private Duration joinSecond = Duration.ofMillis(5);

  Replay(String name, JoinlySimulator simulator, List<Cue> cues) {
    this.name = name;
    this.simulator = simulator;
    this.cues = new ArrayDeque<>(cues);
  }

  /** Sends no request before the one before it is being answered. */
  Replay inOrder() {
    inOrder = true;
    return this;
  }

  /** What a recorded second of joining takes here. */
  Replay withJoinSecond(Duration time) {
    joinSecond = time;
    return this;
  }

  JoinlySimulator simulator() {
    return simulator;
  }

  /** The session that a client (A, B, …, or "" for the only one) made last. */
  SimulatedSession session(String who) {
    return simulator.session(sessionOf.get(who)).orElseThrow();
  }

  SimulatedSession session() {
    return session("");
  }

  /** A session that was made before the recording began. */
  void takeUp(String recordedId, String id) {
    sessionIds.put(recordedId, id);
    sessionOf.put("", id);
  }

  void run() throws Exception {
    try {
      for (Line line : Recording.read(name)) {
        while (!cues.isEmpty() && cues.peek().t() <= line.t()) {
          cues.pop().happening().happen(this);
        }
        try {
          play(line);
        } catch (AssertionError | Exception e) {
          throw new AssertionError("In " + name + " at " + line, e);
        }
      }
      assertTrue(cues.isEmpty(), "all cues were played");
      compareUpdates();
    } finally {
      for (WireExchange exchange : exchanges.values()) {
        exchange.close();
      }
    }
  }

  private void play(Line line) throws Exception {
    switch (line.direction()) {
      case NOTE -> note(line.body());
      case CLIENT -> {
        if (line.has("method")) {
          if (inOrder && exchanges.containsKey(line.x() - 1)) {
            exchanges.get(line.x() - 1).head();
          }
          send(line);
        } else {
          hangUp(line.x());
        }
      }
      case SERVER -> {
        if (line.has("status")) {
          compareHead(line);
        } else if (line.has("chunk")) {
          compareChunk(line);
        } else if (line.has("end")) {
          assertEquals(WireExchange.END, exchanges.get(line.x()).event());
        } else {
          compareFailure(line);
        }
      }
    }
  }

  private void note(String text) {
    if (text.startsWith("notifications after it")) {
      compareUpdates();
    }
    Matcher speech = Pattern.compile("speech in (\\w)'s meeting only").matcher(text);
    if (speech.matches()) {
      String who = speech.group(1);
      session(who)
          .participantSaysAtOnce("Anna Berg", "This is said in the meeting of " + who + ".");
    }
  }

  /** No session was sent an update that the recording does not have. */
  private void compareUpdates() {
    sessionOf.forEach(
        (who, id) ->
            simulator
                .session(id)
                .ifPresent(
                    session ->
                        assertEquals(
                            updates.getOrDefault(who, 0),
                            session.notificationsSent(),
                            "updates sent to " + who)));
  }

  private void send(Line line) throws IOException {
    if (line.body().contains("join_meeting")) {
      prepareJoin(line.body());
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> header : line.http().path("headers").properties()) {
      String value = header.getValue().asText();
      switch (header.getKey()) {
        case "host" -> headers.put("host", here(value));
        case "mcp-session-id" ->
            headers.put("mcp-session-id", sessionIds.getOrDefault(value, value));
        case "joinly-settings" -> headers.put("joinly-settings", compressed(value));
        default -> headers.put(header.getKey(), value);
      }
    }
    try {
      exchanges.put(
          line.x(),
          WireExchange.send(
              simulator.port(),
              line.http().get("method").asText(),
              line.http().get("path").asText(),
              headers,
              line.body()));
    } catch (IOException e) {
      refused.add(line.x());
    }
  }

  private String here(String text) {
    return text.replace("localhost:8000", "127.0.0.1:" + simulator.port());
  }

  private static String compressed(String settings) {
    Matcher startup = STARTUP.matcher(settings);
    return startup.replaceAll(m -> "\"startup_seconds\": " + Integer.parseInt(m.group(1)) * SECOND);
  }

  /** The stand-in's meetings took their faults from the URL. */
  private void prepareJoin(String body) {
    Faults faults = simulator.faults();
    faults.clear().failSpeechContaining("tts-error");
    Matcher lobby = LOBBY.matcher(body);
    if (lobby.find()) {
      faults.slowJoins(joinSecond.multipliedBy(Integer.parseInt(lobby.group(1))));
    }
    if (body.contains("?fail")) {
      faults.refuseJoins("Failed to perform 'join'.");
    }
    if (body.contains("https://example.org/room")) {
      faults.refuseJoins(
          "No supported platform found for URL: https://example.org/room. Supported platforms:"
              + " GoogleMeet, Teams, Zoom.");
    }
  }

  private void hangUp(int x) throws Exception {
    int before = simulator.stats().openStreams();
    WireExchange exchange = exchanges.get(x);
    boolean isStream = exchange.head().headers().getOrDefault("connection", "").equals("close");
    exchange.close();
    if (isStream && before > 0 && simulator.faults().noticesHangUps()) {
      simulator.await("it is noticed", () -> simulator.stats().openStreams() < before, SOON);
    }
  }

  private void compareHead(Line line) throws Exception {
    WireExchange.Head head = exchanges.get(line.x()).head();
    assertEquals(line.http().get("status").asInt(), head.status());
    for (String header : COMPARED) {
      assertEquals(here(line.header(header)), head.headers().getOrDefault(header, ""), header);
    }
    String recordedId = line.header("mcp-session-id");
    String id = head.headers().getOrDefault("mcp-session-id", "");
    assertEquals(recordedId.isEmpty(), id.isEmpty(), "mcp-session-id");
    if (!id.isEmpty()) {
      String known = sessionIds.putIfAbsent(recordedId, id);
      assertEquals(known == null ? id : known, id, "mcp-session-id");
      sessionOf.put(line.who(), id);
    }
    if (!line.body().isEmpty()) {
      String body = exchanges.get(line.x()).body();
      if (line.header("content-type").equals("application/json")) {
        assertEquals(Normalised.message(line.body()), Normalised.message(body));
      } else {
        assertEquals(line.body(), body);
      }
    }
  }

  private void compareChunk(Line line) throws Exception {
    if (line.body().startsWith(": ping - ")) {
      return; // pings come by the clock, which runs differently here
    }
    String chunk = exchanges.get(line.x()).event();
    if (line.body().contains("notifications/resources/updated")) {
      updates.merge(line.who(), 1, Integer::sum);
    }
    if (line.body().endsWith(" characters cut]")) { // a picture, recorded in part
      String before = line.body().substring(0, line.body().indexOf("\"data\":"));
      assertEquals(before, chunk.substring(0, Math.min(before.length(), chunk.length())));
      return;
    }
    assertEquals(Normalised.event(line.body()), Normalised.event(chunk));
  }

  private void compareFailure(Line line) throws Exception {
    String error = line.http().get("error").asText();
    if (error.equals("ConnectError")) {
      assertTrue(refused.contains(line.x()), "refused");
    } else {
      assertEquals(WireExchange.BROKEN, exchanges.get(line.x()).event());
    }
  }
}
