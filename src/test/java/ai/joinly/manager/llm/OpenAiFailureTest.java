package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.model.TokenUsage;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that refuse, fail, stall, break off or talk nonsense. */
class OpenAiFailureTest {
  private static final Duration SHORT = Duration.ofMillis(800);

  private final FakeOpenAi server = new FakeOpenAi();
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private final Pacing noWaiting = new Pacing(System::nanoTime, waits::add, () -> 1.0);
  private final LlmClients clients = new LlmClients(Fixtures.settings(server.baseUrl()), noWaiting);
  private final LlmClient client = clients.clientFor(Fixtures.agent("gpt-4o", Map.of()));

  @AfterEach
  void close() {
    clients.close();
    server.close();
  }

  /** The first request of a JVM takes longer than a short deadline. */
  private void warmUp() throws Exception {
    client.complete(Fixtures.question());
    server.next();
  }

  private static String error(String type, String code, String message) {
    return "{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,\"code\":\"%s\"}}"
        .formatted(message, type, code);
  }

  private LlmException failure(Category category) {
    LlmException e = Fixtures.failure(client);
    assertEquals(category, e.category(), e.getMessage());
    assertFalse(e.getMessage().contains(Fixtures.KEY), e.getMessage());
    assertFalse(e.getMessage().contains("hello"), e.getMessage());
    return e;
  }

  @ParameterizedTest
  @CsvSource({
    "401, KEY_REFUSED",
    "403, KEY_REFUSED",
    "400, REQUEST_REFUSED",
    "404, REQUEST_REFUSED",
    "413, REQUEST_REFUSED"
  })
  void isNotAskedAgainWhenItRefuses(int status, Category category) {
    server.then(status, "", error("some_type", "some_code", "hello: your key is " + Fixtures.KEY));

    LlmException e = failure(category);

    assertTrue(e.getMessage().contains("(" + status + ", some_code)"), e.getMessage());
    assertEquals(1, server.waiting());
    assertEquals(List.of(), waits);
  }

  @Test
  void doesNotRepeatAKeyThatTheServerGivesBackAsItsCode() {
    server.then(401, "", error(Fixtures.KEY, "test", "x"));

    assertTrue(failure(Category.KEY_REFUSED).getMessage().contains("(401)"));
  }

  @ParameterizedTest
  @CsvSource({"500, SERVER_ERROR", "503, SERVER_ERROR", "429, RATE_LIMITED", "408, TIMED_OUT"})
  void isAskedAgainWhenTheFailureMayPass(int status, Category category) throws Exception {
    server.then(status, "", error("t", "c", "x"));
    server.then(status, "", "<html>not even JSON</html>");
    assertEquals(Optional.of("Hello"), client.complete(Fixtures.question()).message().text());
    assertEquals(List.of(Duration.ofMillis(250), Duration.ofMillis(500)), waits);

    for (int i = 0; i < 3; i++) {
      server.then(status, "", "");
    }
    failure(category);
    assertEquals(6, server.waiting());
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    server.then(429, "Retry-After: 3\r\n", error("requests", "rate_limit_exceeded", "x"));
    server.then(503, "retry-after-ms: 1500\r\n", "");

    client.complete(Fixtures.question());

    assertEquals(List.of(Duration.ofSeconds(3), Duration.ofMillis(1500)), waits);
  }

  @Test
  void doesNotWaitBeyondTheDeadline() {
    server.then(429, "Retry-After: 60\r\n", error("requests", "rate_limit_exceeded", "x"));

    failure(Category.RATE_LIMITED);

    assertEquals(List.of(), waits);
    assertEquals(1, server.waiting());
  }

  @Test
  void anExhaustedQuotaIsNotTriedAgain() {
    server.then(429, "", error("insufficient_quota", "insufficient_quota", "x"));

    assertTrue(failure(Category.RATE_LIMITED).getMessage().contains("billing"));
    assertEquals(1, server.waiting());
  }

  @Test
  void leavesOutAParameterThatTheServerRefusesFromThenOn() throws Exception {
    server.then(
        400,
        "",
        error("invalid_request_error", "unsupported_value", "'temperature' does not support 0.2"));
    server.then(
        400, "", error("invalid_request_error", "c", "parallel_tool_calls is not supported"));

    client.complete(Fixtures.question());

    assertTrue(server.next().body().has("temperature"));
    JsonNode second = server.next().body();
    assertFalse(second.has("temperature"));
    assertTrue(second.has("parallel_tool_calls"));
    assertFalse(server.next().body().has("parallel_tool_calls"));
    client.complete(Fixtures.question());
    JsonNode later = server.next().body();
    assertFalse(later.has("temperature"));
    assertFalse(later.has("parallel_tool_calls"));
    assertEquals("required", later.path("tool_choice").asText());
    assertEquals(List.of(), waits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"choices\":[]}",
        "{}",
        "null",
        "",
        "[1,2",
        "<html>Welcome</html>",
        "{\"choices\":[{\"index\":0}]}",
        "{\"choices\":\"many\"}"
      })
  void anAnswerThatCannotBeReadIsABadAnswer(String body) {
    server.then(body);

    failure(Category.BAD_ANSWER);

    assertEquals(1, server.waiting());
  }

  @Test
  void readsAnAnswerThatHasOnlyWhatItMustHave() throws Exception {
    server.then("{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]}");

    LlmReply reply = client.complete(Fixtures.question());

    assertEquals(Optional.of("Hi"), reply.message().text());
    assertEquals(TokenUsage.NONE, reply.usage());
  }

  @Test
  void anEndlessAnswerIsCut() {
    server.then(
        socket -> {
          FakeOpenAi.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
          while (true) {
            FakeOpenAi.write(socket, chunk);
          }
        });

    assertTrue(failure(Category.BAD_ANSWER).getMessage().contains("larger"));
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (FakeOpenAi elsewhere = new FakeOpenAi()) {
      server.then(307, "Location: " + elsewhere.baseUrl() + "/chat/completions\r\n", "");

      LlmException e = failure(Category.REQUEST_REFUSED);

      assertTrue(e.getMessage().contains("redirected"), e.getMessage());
      assertEquals(0, elsewhere.connections());
    }
  }

  @Test
  void aConnectionThatIsCutIsTriedAgain() throws Exception {
    server.then(Socket::close);
    server.then(
        socket -> {
          FakeOpenAi.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choi");
          socket.close();
        });

    assertEquals(Optional.of("Hello"), client.complete(Fixtures.question()).message().text());
  }

  @Test
  void aServerThatCutsEveryConnectionIsUnreachable() {
    for (int i = 0; i < 6; i++) {
      server.then(Socket::close);
    }

    failure(Category.UNREACHABLE);
  }

  @Test
  void aServerThatDoesNotRunIsUnreachable() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (LlmClients others =
        new LlmClients(Fixtures.settings("http://127.0.0.1:" + port + "/v1"), noWaiting)) {
      LlmException e = Fixtures.failure(others.clientFor(Fixtures.agent("gpt-4o", Map.of())));

      assertEquals(Category.UNREACHABLE, e.category());
      assertEquals(2, waits.size());
    }
  }

  @Test
  void aNameThatIsNotKnownIsUnreachable() {
    try (LlmClients others =
        new LlmClients(Fixtures.settings("http://no-such-host.invalid/v1"), noWaiting)) {
      LlmException e = Fixtures.failure(others.clientFor(Fixtures.agent("gpt-4o", Map.of())));

      assertEquals(Category.UNREACHABLE, e.category());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Type: applic",
        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choices\":",
        "HTTP/1.1 503 X\r\nContent-Length: 500\r\n\r\n{"
      })
  void oneDeadlineBoundsAServerThatStalls(String firstBytes) throws Exception {
    warmUp();
    CountDownLatch closed = server.thenStall(firstBytes);
    try (LlmClients hasty = new LlmClients(Fixtures.settings(server.baseUrl(), SHORT), noWaiting)) {
      LlmException e = Fixtures.failure(hasty.clientFor(Fixtures.agent("gpt-4o", Map.of())));

      assertEquals(Category.TIMED_OUT, e.category(), e.getMessage());
      assertTrue(closed.await(10, TimeUnit.SECONDS));
      assertEquals(1, server.waiting());
    }
  }

  @Test
  void oneDeadlineBoundsAServerThatTrickles() throws Exception {
    warmUp();
    server.then(
        socket -> {
          FakeOpenAi.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          CountDownLatch never = new CountDownLatch(1);
          while (!never.await(20, TimeUnit.MILLISECONDS)) {
            FakeOpenAi.write(socket, "1\r\n \r\n");
          }
        });
    try (LlmClients hasty = new LlmClients(Fixtures.settings(server.baseUrl(), SHORT), noWaiting)) {
      LlmClient client = hasty.clientFor(Fixtures.agent("gpt-4o", Map.of()));

      LlmException e =
          assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Fixtures.failure(client));

      assertEquals(Category.TIMED_OUT, e.category(), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, ''",
    "true, ''",
    "false, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "true, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'"
  })
  void anInterruptCutsTheConnection(boolean pooled, String firstBytes) throws Exception {
    if (pooled) {
      client.complete(Fixtures.question());
      server.next();
    }
    CountDownLatch closed = server.thenStall(firstBytes);
    FutureTask<LlmReply> task = new FutureTask<>(() -> client.complete(Fixtures.question()));
    Thread caller = Thread.ofVirtual().start(task);
    server.next();

    caller.interrupt();

    ExecutionException e =
        assertThrows(ExecutionException.class, () -> task.get(10, TimeUnit.SECONDS));
    assertEquals(InterruptedException.class, e.getCause().getClass());
    assertTrue(closed.await(10, TimeUnit.SECONDS), "the server sees the connection closed");
    assertEquals(0, server.waiting(), "nothing is sent again");
    assertEquals(Optional.of("Hello"), client.complete(Fixtures.question()).message().text());
  }

  @Test
  void anInterruptEndsTheWaitBetweenAttempts() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    Pacing longWait =
        new Pacing(
            System::nanoTime,
            duration -> {
              waiting.countDown();
              new CountDownLatch(1).await();
            },
            () -> 0.0);
    server.then(500, "", "");
    try (LlmClients patient = new LlmClients(Fixtures.settings(server.baseUrl()), longWait)) {
      LlmClient waits = patient.clientFor(Fixtures.agent("gpt-4o", Map.of()));
      FutureTask<LlmReply> task = new FutureTask<>(() -> waits.complete(Fixtures.question()));
      Thread caller = Thread.ofVirtual().start(task);
      assertTrue(waiting.await(10, TimeUnit.SECONDS));

      caller.interrupt();

      ExecutionException e =
          assertThrows(ExecutionException.class, () -> task.get(10, TimeUnit.SECONDS));
      assertEquals(InterruptedException.class, e.getCause().getClass());
    }
  }
}
