package ai.joinly.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Controls the simulator from another process, under {@code /simulator/}. Faults do not affect it.
 * Bodies are JSON; an invalid request is answered with 400 and a message.
 */
final class ControlEndpoint {
  /** Lines of one request. */
  private static final int MAX_LINES = 10_000;

  private final JoinlySimulator simulator;

  ControlEndpoint(JoinlySimulator simulator) {
    this.simulator = simulator;
  }

  void handle(ServerRequest request, ServerResponse response) throws IOException {
    String what = request.path().rawPath().substring("/simulator/".length());
    boolean get = request.prologue().method().equals(Method.GET);
    try {
      JsonNode answer = get ? read(what) : act(what, body(request));
      send(response, answer.has("error") ? Status.NOT_FOUND_404 : Status.OK_200, answer);
    } catch (IllegalArgumentException | IllegalStateException | JsonProcessingException e) {
      send(response, Status.BAD_REQUEST_400, Json.object().put("error", e.getMessage()));
    }
  }

  private static JsonNode body(ServerRequest request) throws IOException {
    if (!request.content().hasEntity()) {
      return Json.object();
    }
    return Json.MAPPER.readTree(request.content().as(byte[].class));
  }

  private static void send(ServerResponse response, Status status, JsonNode json) {
    response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(Json.text(json).getBytes(StandardCharsets.UTF_8));
  }

  private JsonNode read(String what) {
    return switch (what) {
      case "stats" -> stats();
      case "sessions" -> sessions();
      default -> Json.object().put("error", "Only stats and sessions can be read.");
    };
  }

  private JsonNode stats() {
    SimulatorStats stats = simulator.stats();
    return Json.object()
        .put("sessions_made", stats.sessionsMade())
        .put("open_sessions", stats.openSessions())
        .put("in_meeting", stats.inMeeting())
        .put("open_streams", stats.openStreams())
        .put("ghosts", stats.ghosts())
        .put("deleted_sessions", stats.deletedSessions())
        .put("most_sessions_of_one_agent", stats.mostSessionsOfOneAgent())
        .put("notifications_sent", stats.notificationsSent())
        .put("speeches", stats.speeches());
  }

  private JsonNode sessions() {
    ArrayNode list = Json.MAPPER.createArrayNode();
    for (SimulatedSession session : simulator.sessions()) {
      ObjectNode json = list.addObject();
      json.put("id", session.id())
          .put("name", session.name())
          .put("meeting_url", session.meetingUrl().orElse(null))
          .put("open", session.isOpen())
          .put("in_meeting", session.isInMeeting())
          .put("stream", session.hasStream())
          .put("ghost", session.isGhost())
          .put("notifications_sent", session.notificationsSent());
      ArrayNode spoken = json.putArray("spoken");
      session.spoken().forEach(s -> spoken.add(s.heard()));
    }
    return list;
  }

  private JsonNode act(String what, JsonNode body) {
    ObjectNode done = Json.object().put("done", what);
    switch (what) {
      case "say" -> say(body);
      case "chat" ->
          targets(body).forEach(s -> s.participantWrites(text(body, "sender"), text(body, "text")));
      case "faults" -> FaultSettings.apply(simulator.faults(), body);
      case "freeze" -> simulator.freeze();
      case "thaw" -> simulator.thaw();
      case "drop-streams" -> simulator.dropStreams();
      case "push-nothing-new" -> targets(body).forEach(SimulatedSession::pushNothingNew);
      case "lose" -> targets(body).forEach(s -> lose(s, body.path("status").asInt(400)));
      // Not on this connection's thread, since a restart waits for that thread.
      case "restart" -> Thread.ofPlatform().daemon().start(simulator::restart);
      default -> done.put("error", "There is no " + what + ".");
    }
    return done;
  }

  private void say(JsonNode body) {
    String speaker = text(body, "speaker");
    String words = text(body, "text");
    long millis = body.path("millis").asLong(0);
    int times = body.path("times").asInt(1);
    if (times < 1 || times > MAX_LINES) {
      throw new IllegalArgumentException("The field times must be from 1 to " + MAX_LINES + ".");
    }
    for (SimulatedSession session : targets(body)) {
      if (millis > 0) {
        session.participantSays(speaker, words, Duration.ofMillis(millis));
      } else {
        // Several lines in one request are one utterance.
        for (int i = 1; i < times; i++) {
          session.participantSaysOn(speaker, words);
        }
        session.participantSaysAtOnce(speaker, words);
      }
    }
  }

  private void lose(SimulatedSession session, int status) {
    if (status == 404) {
      simulator.loseWith404(session);
    } else {
      simulator.loseWith400(session);
    }
  }

  /** Returns the session that a body names, or all sessions that are in a meeting. */
  private List<SimulatedSession> targets(JsonNode body) {
    if (!body.has("session")) {
      return simulator.openSessions().stream().filter(SimulatedSession::isInMeeting).toList();
    }
    String id = text(body, "session");
    return List.of(
        simulator
            .session(id)
            .orElseThrow(() -> new IllegalArgumentException("There is no session " + id + ".")));
  }

  private static String text(JsonNode body, String field) {
    if (!body.path(field).isTextual()) {
      throw new IllegalArgumentException("The field " + field + " must be a text.");
    }
    return body.get(field).asText();
  }
}
