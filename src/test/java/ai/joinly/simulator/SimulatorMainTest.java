package ai.joinly.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The command line and the endpoints that steer a simulator from another process. */
class SimulatorMainTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void theCommandLineIsRead() {
    SimulatorMain.Arguments arguments =
        SimulatorMain.Arguments.parse(
            List.of(
                "--fast",
                "--port",
                "0",
                "--join-ms",
                "20",
                "--traffic-every-ms",
                "100",
                "--traffic-text",
                "{n}",
                "--traffic-utterance-lines",
                "4",
                "--fault",
                "pushes=suppressed"));
    assertEquals(Duration.ofMillis(20), arguments.options().joinTime());
    assertEquals("{n}", arguments.options().traffic().orElseThrow().template());
    assertEquals(4, arguments.options().traffic().orElseThrow().linesPerUtterance());
    assertEquals(List.of("pushes=suppressed"), arguments.faults());
    assertThrows(
        IllegalArgumentException.class, () -> SimulatorMain.Arguments.parse(List.of("--no")));
    assertThrows(
        IllegalArgumentException.class,
        () -> SimulatorMain.Arguments.parse(List.of("--port", "many")));
  }

  @Test
  void anotherProcessCanSteer() throws Exception {
    try (JoinlySimulator simulator = JoinlySimulator.start(SimulatorOptions.fast().build())) {
      WireClient nova = WireClient.connected(simulator, "Nova");
      nova.join("https://a.example");
      SimulatedSession session = simulator.sessions().getFirst();

      post(simulator, "say", "{\"speaker\":\"Anna\",\"text\":\"Hello.\"}");
      assertEquals("Hello.", session.transcript().getFirst().text());
      post(simulator, "say", "{\"speaker\":\"Ben\",\"text\":\"Yes.\",\"times\":3}");
      assertEquals(4, session.transcript().size());
      post(simulator, "chat", "{\"sender\":\"Anna\",\"text\":\"A link.\"}");
      assertEquals("A link.", session.chat().getFirst().text());
      post(simulator, "faults", "{\"unavailable\":true}");
      try (WireExchange ping = nova.begin(1, "ping", "{}")) {
        assertEquals(503, ping.status());
      }
      post(simulator, "faults", "{\"clear\":true}");
      post(simulator, "freeze", "");
      assertEquals(1, get(simulator, "stats").get("in_meeting").asInt());
      post(simulator, "thaw", "");
      assertEquals("Nova", get(simulator, "sessions").get(0).get("name").asText());
      post(simulator, "lose", "{\"session\":\"" + session.id() + "\",\"status\":404}");
      try (WireExchange ping = nova.begin(1, "ping", "{}")) {
        assertEquals(404, ping.status());
      }
      post(simulator, "restart", "");
      simulator.await("restarted", () -> simulator.sessions().isEmpty(), SOON);
    }
  }

  @Test
  void mistakesAreToldInASentence() throws Exception {
    try (JoinlySimulator simulator = JoinlySimulator.start(SimulatorOptions.fast().build())) {
      assertEquals(400, status(simulator, "POST", "faults", "{\"no_such\":1}"));
      assertEquals(400, status(simulator, "POST", "say", "{\"text\":5}"));
      String often = "{\"speaker\":\"Ben\",\"text\":\"Yes.\",\"times\":10001}";
      assertEquals(400, status(simulator, "POST", "say", often));
      assertEquals(400, status(simulator, "POST", "say", "{"));
      assertEquals(404, status(simulator, "POST", "nothing", "{}"));
      assertEquals(404, status(simulator, "GET", "nothing", ""));
    }
  }

  private static int status(JoinlySimulator simulator, String method, String what, String body)
      throws Exception {
    try (WireExchange exchange =
        WireExchange.send(simulator.port(), method, "/simulator/" + what, Map.of(), body)) {
      assertTrue(Json.MAPPER.readTree(exchange.body()).has("error"));
      return exchange.status();
    }
  }

  private static void post(JoinlySimulator simulator, String what, String body) throws Exception {
    try (WireExchange exchange =
        WireExchange.send(simulator.port(), "POST", "/simulator/" + what, Map.of(), body)) {
      assertEquals(200, exchange.status(), exchange.body());
    }
  }

  private static JsonNode get(JoinlySimulator simulator, String what) throws Exception {
    try (WireExchange exchange =
        WireExchange.send(simulator.port(), "GET", "/simulator/" + what, Map.of(), "")) {
      return Json.MAPPER.readTree(exchange.body());
    }
  }
}
