package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.IndiscreetLlm.Call;
import ai.joinly.manager.IndiscreetLlm.Manner;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads in the log of a manager whose peers fail. */
@Tag("system")
class StateLinesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String URL = "https://meet.google.com/abc-defg-hi";
  private static final int AGENTS = 3;

  /** The joinly server is asked every 15 s. */
  private static final long TWO_PROBES_NANOS = 32_000_000_000L;

  @TempDir Path directory;

  private static List<JsonNode> lines(ManagerProcess manager, String field, String value) {
    return manager
        .log()
        .lines()
        .map(StateLinesTest::parsed)
        .filter(line -> line.path(field).asText().equals(value))
        .toList();
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("no JSON: " + line, e);
    }
  }

  /** The lines about {@code subject} that say {@code state}. */
  private static List<String> told(ManagerProcess manager, String subject, String state) {
    return lines(manager, "subject", subject).stream()
        .filter(line -> line.path("state").asText().equals(state))
        .map(line -> line.path("level").asText() + " " + line.path("message").asText())
        .toList();
  }

  private static void awaitProbe(ManagerProcess manager, String state) {
    long end = System.nanoTime() + TWO_PROBES_NANOS;
    while (told(manager, "joinly", state).isEmpty()) {
      assertTrue(System.nanoTime() < end, manager.log());
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String create(ManagerProcess manager, int number) throws Exception {
    String body =
        manager
            .send(
                "POST",
                "/agents",
                Optional.of(
                    "{\"name\":\"Joe\",\"meeting_url\":\"%s%d?pwd=pass-4711\"}"
                        .formatted(URL, number)))
            .body();
    return JSON.readTree(body).path("id").asText();
  }

  @Test
  void aServerKilledUnderThreeAgentsAndAProviderThatFailsAreTold() throws Exception {
    Files.createDirectory(directory.resolve("config"));
    Files.writeString(directory.resolve("config/application.yaml"), "log:\n  level: info\n");
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        IndiscreetLlm llm = new IndiscreetLlm();
        ManagerProcess manager = new ManagerProcess(directory, settings(joinly, llm))) {
      llm.calls = List.of(new Call("speak_text", "{\"text\":\"xylophone-spoken\"}"));
      manager.start();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < AGENTS; i++) {
        ids.add(create(manager, i));
      }
      List<SimulatedSession> sessions = new ArrayList<>();
      for (int i = 0; i < AGENTS; i++) {
        sessions.add(joinly.awaitJoined(URL + i + "?pwd=pass-4711", TestManager.LIMIT));
      }
      startIsTold(manager);
      requestsAreTold(manager);

      llm.manner = Manner.FAILING;
      for (SimulatedSession session : sessions) {
        int before = llm.requests.size();
        session.participantSaysAtOnce("Ada", "Joe, what about xylophone-said?");
        eventually("it is asked", () -> llm.requests.size() > before);
      }
      eventually("it is told", () -> !told(manager, "provider", "failing").isEmpty());
      llm.manner = Manner.WELL;
      sessions.getFirst().participantSaysAtOnce("Ada", "Joe, are you back?");
      sessions.getFirst().awaitSpoken("xylophone-spoken", TestManager.LIMIT);
      assertEquals(1, told(manager, "provider", "failing").size(), manager.log());
      assertTrue(told(manager, "provider", "failing").getFirst().contains("failed (500)"));
      assertEquals(1, told(manager, "provider", "works").size(), manager.log());

      joinly.halt();
      eventually("sessions fail", () -> told(manager, "session", "failing").size() == AGENTS);
      awaitProbe(manager, "failing");
      joinly.resume();
      eventually("sessions work", () -> told(manager, "session", "works").size() == AGENTS);
      assertEquals(AGENTS, told(manager, "session", "failing").size(), manager.log());
      assertEquals(1, told(manager, "joinly", "failing").size(), manager.log());
      String down = told(manager, "joinly", "failing").getFirst();
      assertTrue(down.startsWith("error The joinly server at http://"), down);
      assertTrue(down.contains("(connection refused)"), down);
      for (String id : ids) {
        assertEquals(
            2,
            lines(manager, "subject", "session").stream()
                .filter(line -> line.path("agent").asText().equals(id))
                .filter(line -> line.path("message").asText().contains(id))
                .count(),
            manager.log());
      }

      joinly.faults().refuseJoins("The host let nobody in");
      String refused = create(manager, AGENTS);
      eventually("the error is told", () -> !told(manager, "agent", "failing").isEmpty());
      String error = told(manager, "agent", "failing").getFirst();
      assertTrue(error.startsWith("error " + refused + " has ended: "), error);
      assertTrue(error.contains("The host let nobody in"), error);
      manager.terminate();
      for (String secret : List.of("xylophone", "pass-4711", "sk-of-the-process")) {
        assertFalse(manager.log().contains(secret), secret);
      }
    }
  }

  private static void startIsTold(ManagerProcess manager) {
    eventually("the start is told", () -> !lines(manager, "aot_cache", "not given").isEmpty());
    JsonNode start = lines(manager, "aot_cache", "not given").getFirst();
    String message = start.path("message").asText();
    assertEquals("info", start.path("level").asText());
    assertTrue(message.contains("(new)"), message);
    assertTrue(message.contains(" answers;"), message);
    assertTrue(start.path("files").asText().contains("application.yaml"), message);
    assertEquals(0, start.path("agents").asInt(-1));
  }

  private static void requestsAreTold(ManagerProcess manager) {
    List<JsonNode> requests = lines(manager, "method", "POST");
    assertEquals(AGENTS, requests.size(), "one line each");
    for (JsonNode line : requests) {
      assertEquals("/agents", line.path("route").asText());
      assertEquals(201, line.path("status").intValue());
      assertTrue(line.path("duration_ms").isIntegralNumber(), line.toString());
      assertEquals("info", line.path("level").asText());
    }
    assertEquals(
        AGENTS,
        new HashSet<>(requests.stream().map(line -> line.path("request").asText()).toList())
            .size());
  }

  private Map<String, String> settings(JoinlySimulator joinly, IndiscreetLlm llm) {
    return Map.of(
        "SERVER_HOST", "127.0.0.1",
        "JOINLY_URL", joinly.mcpUrl().toString(),
        "OPENAI_API_KEY", "sk-of-the-process",
        "OPENAI_BASE_URL", llm.baseUrl(),
        "LLM_MAX_ATTEMPTS", "1",
        "JOINLY_POLL_FASTEST", "200ms",
        "JOINLY_POLL_SLOWEST", "1s",
        "STORE_PATH", directory.resolve("manager.db").toString());
  }
}
