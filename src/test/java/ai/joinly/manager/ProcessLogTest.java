package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a manager that is a process of its own, from its first line to its last. */
@Tag("system")
class ProcessLogTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String URL = "https://meet.google.com/abc-defg-hij";
  private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  private static List<JsonNode> lines(ManagerProcess manager) {
    return manager
        .log()
        .lines()
        .map(
            line -> {
              try {
                return JSON.readTree(line);
              } catch (IOException e) {
                throw new UncheckedIOException("no JSON: " + line, e);
              }
            })
        .toList();
  }

  private static boolean any(ManagerProcess manager, String field, String value, String message) {
    return lines(manager).stream()
        .anyMatch(
            line ->
                line.path(field).asText().equals(value)
                    && line.path("message").asText().contains(message));
  }

  @Test
  void aStartBeyondLoopbackIsWarnedOf() throws Exception {
    try (ManagerProcess manager = new ManagerProcess(directory, Map.of("STORE_PATH", "memory"))) {
      manager.start();
      manager.terminate();
      assertTrue(any(manager, "level", "warn", "has no authentication"), manager.log());
    }
  }

  @Test
  void eachLineSaysWhoseItIsAndNoneSaysWhatIsNobodysBusiness() throws Exception {
    Path level = directory.resolve("level");
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
        ManagerProcess manager =
            new ManagerProcess(
                directory,
                Map.of(
                    "SERVER_HOST", "127.0.0.1",
                    "JOINLY_URL", joinly.mcpUrl().toString(),
                    "OPENAI_BASE_URL", llm.baseUrl().toString(),
                    "OPENAI_API_KEY", "sk-of-the-process",
                    "LOG_FORMAT", "json",
                    "LOG_LEVEL", "info",
                    "LOG_LEVEL_FILE", level.toString()))) {
      manager.start();
      Files.writeString(level, "debug\n");
      eventually(
          "more is logged", () -> any(manager, "level", "info", "The log level is now debug"));
      HttpResponse<String> made =
          manager.send(
              "POST",
              "/agents",
              Optional.of(
                  """
                  {"name":"Joe","meeting_url":"%s","passcode":"open-sesame",
                   "env_vars":{"OPENAI_API_KEY":"sk-of-the-agent"}}
                  """
                      .formatted(URL)));
      assertEquals(201, made.statusCode(), made.body());
      String agent = JSON.readTree(made.body()).path("id").asText();
      String request = made.headers().firstValue("X-Request-Id").orElseThrow();
      assertFalse(request.isBlank());
      SimulatedSession session = joinly.awaitJoined(URL, LIMIT);
      session.participantSaysAtOnce("Ada", "Joe, the word is swordfish.");
      session.awaitSpoken("Ada", LIMIT);
      manager.send("GET", "/agents/" + agent, Optional.empty());
      Files.writeString(level, "warn");
      eventually(
          "less is logged", () -> any(manager, "level", "info", "The log level is now warn"));
      Files.delete(level);
      eventually("as usual", () -> any(manager, "level", "info", "The log level is now info"));
      manager.terminate();

      assertTrue(any(manager, "request", request, "POST /agents was answered with 201"));
      assertTrue(any(manager, "level", "debug", "GET /agents/{agent_id} was answered with 200"));
      assertTrue(
          lines(manager).stream()
              .anyMatch(
                  line ->
                      line.path("agent").asText().equals(agent)
                          && line.path("session").asText().equals(session.id())));
      assertTrue(lines(manager).getLast().path("message").asText().contains("has ended"));
      for (JsonNode line : lines(manager)) {
        Instant.parse(line.path("time").asText());
        assertTrue(LEVELS.contains(line.path("level").asText()), line.toString());
        assertFalse(line.path("logger").asText().isBlank(), line.toString());
        assertFalse(line.path("message").asText().isBlank(), line.toString());
      }
      for (String secret :
          List.of("sk-of-the-process", "sk-of-the-agent", "open-sesame", "swordfish", "Ada")) {
        assertFalse(manager.log().contains(secret), secret);
      }
    }
  }
}
