package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route once, with its parameters, at a manager that is a process of its own: what the web
 * server needs of its surroundings is there in the tests' JVM whether the manager asks for it or
 * not.
 */
@Tag("system")
class ProcessRoutesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String URL = "https://meet.google.com/abc-defg-hij";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  private static void answers(ManagerProcess manager, int status, String method, String path)
      throws IOException, InterruptedException {
    answers(manager, status, method, path, Optional.empty());
  }

  private static void answers(
      ManagerProcess manager, int status, String method, String path, Optional<String> body)
      throws IOException, InterruptedException {
    HttpResponse<String> response = manager.send(method, path, body);
    assertEquals(status, response.statusCode(), () -> method + " " + path + response.body());
  }

  private static String create(ManagerProcess manager, String more)
      throws IOException, InterruptedException {
    HttpResponse<String> made =
        manager.send(
            "POST",
            "/agents",
            Optional.of("{\"name\":\"Joe\",\"meeting_url\":\"" + URL + "\"" + more + "}"));
    assertEquals(201, made.statusCode(), made::body);
    return JSON.readTree(made.body()).path("id").asText();
  }

  /** The first message that comes over a WebSocket, after {@code meanwhile} was done. */
  private static JsonNode first(ManagerProcess manager, String path, Callable<?> meanwhile)
      throws Exception {
    CompletableFuture<String> first = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          private final StringBuilder text = new StringBuilder();

          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
              first.complete(text.toString());
            }
            socket.request(1);
            return CompletableFuture.completedFuture(part);
          }

          @Override
          public void onError(WebSocket socket, Throwable error) {
            first.completeExceptionally(error);
          }
        };
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .connectTimeout(LIMIT)
              .buildAsync(URI.create("ws://127.0.0.1:" + manager.port() + path), listener)
              .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      try {
        meanwhile.call();
        return JSON.readTree(first.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      } finally {
        socket.abort();
      }
    }
  }

  @Test
  void everyRouteAnswersWithItsParameters() throws Exception {
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
                    "ALLOWED_ORIGINS", "http://dashboard.test"))) {
      manager.start();
      String agent = create(manager, ",\"auto_join\":false,\"analysis\":true");
      String at = "/agents/" + agent;
      answers(manager, 200, "POST", at + "/start");
      meeting(manager, joinly, at);
      looks(manager, at);

      answers(manager, 200, "POST", at + "/stop");
      answers(manager, 200, "DELETE", at);
      answers(manager, 404, "GET", at);
      answers(manager, 404, "GET", "/nothing?at=all");
      assertEquals(143, manager.terminate(), manager::log);
    }
  }

  private static boolean has(ManagerProcess manager, String at, String field, String value) {
    try {
      return manager.get(at).path(field).asText().equals(value);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void meeting(ManagerProcess manager, JoinlySimulator joinly, String at)
      throws IOException, InterruptedException {
    eventually("it is connected", () -> has(manager, at, "status", "running"));
    answers(manager, 200, "POST", at + "/join-meeting");
    joinly.awaitJoined(URL, LIMIT);
    eventually("it knows", () -> has(manager, at, "meeting_status", "joined"));
    answers(manager, 200, "POST", at + "/say", Optional.of("{\"text\":\"Good morning.\"}"));
    answers(manager, 200, "POST", at + "/chat", Optional.of("{\"text\":\"Good morning.\"}"));
    answers(manager, 200, "POST", at + "/mute");
    answers(manager, 200, "POST", at + "/unmute");
    answers(manager, 200, "POST", at + "/instruct", Optional.of("{\"text\":\"Be brief.\"}"));
    answers(manager, 200, "GET", at + "/participants");
  }

  private static void looks(ManagerProcess manager, String at) throws Exception {
    for (String path :
        new String[] {
          "/",
          "/agents",
          "/meetings",
          "/usage",
          "/metrics",
          "/observe/metrics",
          "/ws/stats",
          "/health",
          "/health/ready",
          "/health/live",
          "/health/started"
        }) {
      answers(manager, 200, "GET", path);
    }
    for (String path :
        new String[] {
          "",
          "/logs?lines=5",
          "/usage",
          "/analysis",
          "/analysis/formatted?transcript=true",
          "/transcript?format=vtt&after=0",
          "/transcript?format=markdown"
        }) {
      answers(manager, 200, "GET", at + path);
    }
    answers(manager, 400, "GET", at + "/logs?lines=many");
    JsonNode events = manager.get(at + "/events?after=0&limit=2&wait_seconds=0").path("events");
    assertEquals(2, events.size(), events::toString);
    JsonNode second = first(manager, "/ws" + at + "?after=1", () -> events);
    assertEquals(2, second.path("seq").asLong(), second::toString);
    JsonNode news =
        first(manager, "/ws/session", () -> manager.send("POST", at + "/mute", Optional.empty()));
    String cursor = URLEncoder.encode(news.path("cursor").asText(), StandardCharsets.UTF_8);
    JsonNode next =
        first(
            manager,
            "/ws/session?cursor=" + cursor,
            () -> manager.send("POST", at + "/unmute", Optional.empty()));
    assertEquals(news.path("seq").asLong() + 1, next.path("seq").asLong(), next::toString);
  }
}
