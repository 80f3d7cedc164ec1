package ai.joinly.manager.llm.resilience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.Service;
import ai.joinly.manager.llm.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of every provider that refuse, fail, stall, break off or talk nonsense. */
class FailureTest {
  private static final Duration SHORT = Duration.ofMillis(800);

  @ParameterizedTest
  @EnumSource
  void aRefusedKeyIsToldByItsVariableAndNotTriedAgain(Wire wire) {
    try (Service service = new Service(wire)) {
      service.server.then(wire.keyRefusedStatus(), "", wire.keyRefused());

      LlmException e = service.failure(Category.KEY_REFUSED);

      assertTrue(e.getMessage().contains("check " + wire.keyVariable), e.getMessage());
      assertTrue(e.getMessage().contains(wire.addressVariable), e.getMessage());
      assertEquals(1, service.server.waiting());
      assertEquals(List.of(), service.waits);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRefusedForGoodIsNotTriedAgain(Wire wire) {
    for (int status : new int[] {400, 404, 422}) {
      try (Service service = new Service(wire)) {
        service.server.then(
            status, "", wire.error("some_code", "hello: your key is " + Fixtures.KEY));

        LlmException e = service.failure(Category.REQUEST_REFUSED);

        assertTrue(e.getMessage().contains("(" + status + ", some_code)"), e.getMessage());
        assertTrue(e.getMessage().contains("llm_model and " + wire.addressVariable));
        assertEquals(1, service.server.waiting());
        assertEquals(List.of(), service.waits);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotRepeatAKeyThatTheServerGivesBackAsItsCode(Wire wire) {
    try (Service service = new Service(wire)) {
      service.server.then(403, "", wire.error("test", Fixtures.KEY));

      assertTrue(service.failure(Category.KEY_REFUSED).getMessage().contains("(403)"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void isAskedAgainWhenTheFailureMayPass(Wire wire) throws Exception {
    for (int status : new int[] {500, 503, 529, 429, 408}) {
      try (Service service = new Service(wire)) {
        service.server.then(status, "", wire.error("overloaded_error", "x"));
        service.server.then(status, "", "<html>not even JSON</html>");
        assertEquals(
            Optional.of("Hello"), service.client.complete(Fixtures.question()).message().text());
        assertEquals(List.of(Duration.ofMillis(125), Duration.ofMillis(250)), service.waits);

        for (int i = 0; i < 3; i++) {
          service.server.then(status, "", "");
        }
        service.failure(
            switch (status) {
              case 429 -> Category.RATE_LIMITED;
              case 408 -> Category.TIMED_OUT;
              default -> Category.SERVER_ERROR;
            });
        assertEquals(6, service.server.waiting());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void waitsAsLongAsTheServerAsks(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(429, "Retry-After: 3\r\n", wire.error("rate_limit_exceeded", "x"));
      service.server.then(503, "retry-after-ms: 1500\r\n", "");

      service.client.complete(Fixtures.question());

      assertEquals(List.of(Duration.ofSeconds(3), Duration.ofMillis(1500)), service.waits);
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotWaitBeyondTheDeadline(Wire wire) {
    try (Service service = new Service(wire)) {
      service.server.then(429, "Retry-After: 60\r\n", wire.error("rate_limit_exceeded", "x"));

      service.failure(Category.RATE_LIMITED);

      assertEquals(List.of(), service.waits);
      assertEquals(1, service.server.waiting());
    }
  }

  @ParameterizedTest
  @CsvSource({"60, 60", "86400, 600"})
  void aServerThatAsksForTimeGetsItFromLaterRequestsToo(int asked, int granted) throws Exception {
    AtomicLong nanos = new AtomicLong();
    try (Service service = new Service(Wire.OPENAI);
        LlmClients clients =
            new LlmClients(
                Fixtures.settings(service.wire.variables(service.server)),
                new Pacing(nanos::get, wait -> nanos.addAndGet(wait.toNanos()), () -> 0))) {
      LlmClient client = clients.clientFor(Fixtures.agent(Wire.OPENAI));
      LlmRequest question = Fixtures.question().within(Duration.ofSeconds(20));
      service.server.then(429, "Retry-After: " + asked + "\r\n", "");
      assertThrows(LlmException.class, () -> client.complete(question));
      for (int i = 0; i < 5; i++) {
        LlmException e = assertThrows(LlmException.class, () -> client.complete(question));
        assertEquals(Category.CIRCUIT_OPEN, e.category());
        assertTrue(
            e.userMessage().contains("no request is sent for " + granted + " s"), e.userMessage());
      }
      assertEquals(1, service.server.waiting());

      nanos.set(Duration.ofSeconds(granted - 1).toNanos());
      client.complete(question);

      assertEquals(2, service.server.waiting(), "a little time is waited for");
      assertEquals(Duration.ofSeconds(granted).toNanos(), nanos.get());
    }
  }

  @Test
  void theLimitOfARequestIsADeadlineToo() throws Exception {
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.then(429, "Retry-After: 5\r\n", "");
      service.client.complete(Fixtures.question().within(Duration.ofSeconds(10)));

      service.server.then(429, "Retry-After: 5\r\n", "");
      LlmException e =
          assertThrows(
              LlmException.class,
              () -> service.client.complete(Fixtures.question().within(Duration.ofSeconds(4))));

      assertEquals(Category.RATE_LIMITED, e.category());
      assertEquals(List.of(Duration.ofSeconds(5)), service.waits);
    }
  }

  @Test
  void theLimitOfARequestDoesNotLengthenThatOfTheProcess() throws Exception {
    try (Service service = new Service(Wire.OPENAI);
        LlmClients hasty = service.within(Duration.ofSeconds(2))) {
      service.server.then(429, "Retry-After: 3\r\n", "");

      LlmException e =
          assertThrows(
              LlmException.class,
              () ->
                  hasty
                      .clientFor(Fixtures.agent(Wire.OPENAI))
                      .complete(Fixtures.question().within(Duration.ofMinutes(5))));

      assertEquals(Category.RATE_LIMITED, e.category());
      assertEquals(List.of(), service.waits);
    }
  }

  @Test
  void nobodyIsAskedWhenNoTimeIsLeft() {
    try (Service service = new Service(Wire.OPENAI)) {
      LlmException e =
          assertThrows(
              LlmException.class,
              () -> service.client.complete(Fixtures.question().within(Duration.ZERO)));

      assertEquals(Category.TIMED_OUT, e.category());
      assertEquals(0, service.server.connections());
    }
  }

  @Test
  void leavesOutAParameterThatTheServerRefusesFromThenOn() throws Exception {
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.then(
          400, "", Wire.OPENAI.error("unsupported_value", "'temperature' does not support 0.2"));
      service.server.then(400, "", Wire.OPENAI.error("c", "parallel_tool_calls is not supported"));

      service.client.complete(Fixtures.question());

      assertTrue(service.server.next().body().has("temperature"));
      JsonNode second = service.server.next().body();
      assertFalse(second.has("temperature"));
      assertTrue(second.has("parallel_tool_calls"));
      assertFalse(service.server.next().body().has("parallel_tool_calls"));
      service.client.complete(Fixtures.question());
      JsonNode later = service.server.next().body();
      assertFalse(later.has("temperature"));
      assertFalse(later.has("parallel_tool_calls"));
      assertEquals("required", later.path("tool_choice").asText());
      assertEquals(List.of(), service.waits);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatCannotBeReadIsABadAnswer(Wire wire) {
    for (String body :
        List.of("null", "", "[1,2", "<html>Welcome</html>", "{\"choices\":[]}", "\"Hello\"")) {
      try (Service service = new Service(wire)) {
        service.server.then(body);

        LlmException e = service.failure(Category.BAD_ANSWER);

        assertTrue(e.getMessage().contains("check that " + wire.addressVariable), e.getMessage());
        assertEquals(1, service.server.waiting(), body);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"choices\":[{\"index\":0}]}", "{\"choices\":\"many\"}"})
  void aCompletionWithoutAMessageIsABadAnswer(String body) {
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.then(body);

      service.failure(Category.BAD_ANSWER);
    }
  }

  @Test
  void readsAnAnswerThatHasOnlyWhatItMustHave() throws Exception {
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.then(
          "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]}");

      LlmReply reply = service.client.complete(Fixtures.question());

      assertEquals(Optional.of("Hi"), reply.message().text());
      assertEquals(TokenUsage.NONE, reply.usage());
    }
  }

  @Test
  void anEndlessAnswerIsCut() {
    try (Service service = new Service(Wire.OPENAI)) {
      service.server.then(
          socket -> {
            FakeServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
            while (true) {
              FakeServer.write(socket, chunk);
            }
          });

      assertTrue(service.failure(Category.BAD_ANSWER).getMessage().contains("larger"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRedirectIsNotFollowed(Wire wire) {
    try (Service service = new Service(wire);
        FakeServer elsewhere = new FakeServer()) {
      service.server.then(307, "Location: " + elsewhere.url() + wire.path() + "\r\n", "");

      LlmException e = service.failure(Category.REQUEST_REFUSED);

      assertTrue(e.getMessage().contains("redirected"), e.getMessage());
      assertEquals(0, elsewhere.connections());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsCutIsTriedAgain(Wire wire) throws Exception {
    try (Service service = new Service(wire)) {
      service.server.then(Socket::close);
      service.server.then(
          socket -> {
            FakeServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"choi");
            socket.close();
          });

      assertEquals(
          Optional.of("Hello"), service.client.complete(Fixtures.question()).message().text());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatCutsEveryConnectionIsUnreachable(Wire wire) {
    try (Service service = new Service(wire)) {
      for (int i = 0; i < 6; i++) {
        service.server.then(Socket::close);
      }

      service.failure(Category.UNREACHABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatDoesNotRunIsUnreachable(Wire wire) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String sentence = assertUnreachable(wire, "http://127.0.0.1:" + port);
    assertTrue(sentence.contains(": 127.0.0.1:" + port + ", connection refused; "), sentence);
  }

  @Test
  void aNameThatIsNotKnownIsUnreachable() {
    String sentence = assertUnreachable(Wire.OPENAI, "http://no-such-host.invalid/v1");
    assertTrue(sentence.contains(": no-such-host.invalid, unknown host name; "), sentence);
  }

  private static String assertUnreachable(Wire wire, String url) {
    Map<String, String> variables =
        Map.of(wire.addressVariable, url, wire.keyVariable, Fixtures.KEY);
    try (LlmClients clients =
        new LlmClients(
            Fixtures.settings(variables), new Pacing(System::nanoTime, duration -> {}, () -> 0))) {
      LlmException e = Fixtures.failure(clients.clientFor(Fixtures.agent(wire)));

      assertEquals(Category.UNREACHABLE, e.category());
      return e.userMessage();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, ''",
    "OPENAI, 'HTTP/1.1 200 OK\r\nContent-Type: applic'",
    "OPENAI, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "OPENAI, 'HTTP/1.1 503 X\r\nContent-Length: 500\r\n\r\n{'",
    "AZURE, ''",
    "OLLAMA, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "ANTHROPIC, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "GOOGLE, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'"
  })
  void oneDeadlineBoundsAServerThatStalls(Wire wire, String firstBytes) throws Exception {
    try (Service service = new Service(wire);
        LlmClients hasty = service.within(SHORT)) {
      service.warmUp();
      CountDownLatch closed = service.server.thenStall(firstBytes);

      LlmException e = Fixtures.failure(hasty.clientFor(Fixtures.agent(wire)));

      assertEquals(Category.TIMED_OUT, e.category(), e.getMessage());
      assertTrue(closed.await(10, TimeUnit.SECONDS));
      assertEquals(1, service.server.waiting());
    }
  }

  @Test
  void oneDeadlineBoundsAServerThatTrickles() throws Exception {
    try (Service service = new Service(Wire.OPENAI);
        LlmClients hasty = service.within(SHORT)) {
      service.warmUp();
      service.server.then(
          socket -> {
            FakeServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            CountDownLatch never = new CountDownLatch(1);
            while (!never.await(20, TimeUnit.MILLISECONDS)) {
              FakeServer.write(socket, "1\r\n \r\n");
            }
          });
      LlmClient client = hasty.clientFor(Fixtures.agent(Wire.OPENAI));

      LlmException e =
          assertTimeoutPreemptively(Duration.ofSeconds(10), () -> Fixtures.failure(client));

      assertEquals(Category.TIMED_OUT, e.category(), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, false, ''",
    "OPENAI, true, ''",
    "OPENAI, false, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "OPENAI, true, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "AZURE, true, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "OLLAMA, true, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "ANTHROPIC, false, ''",
    "ANTHROPIC, true, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'",
    "GOOGLE, false, ''",
    "GOOGLE, true, 'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{'"
  })
  void anInterruptCutsTheConnection(Wire wire, boolean pooled, String firstBytes) throws Exception {
    try (Service service = new Service(wire)) {
      if (pooled) {
        service.warmUp();
      }
      CountDownLatch closed = service.server.thenStall(firstBytes);
      FutureTask<LlmReply> task =
          new FutureTask<>(() -> service.client.complete(Fixtures.question()));
      Thread caller = Thread.ofVirtual().start(task);
      service.server.next();

      caller.interrupt();

      ExecutionException e =
          assertThrows(ExecutionException.class, () -> task.get(10, TimeUnit.SECONDS));
      assertEquals(InterruptedException.class, e.getCause().getClass());
      assertTrue(closed.await(10, TimeUnit.SECONDS), "the server sees the connection closed");
      assertEquals(0, service.server.waiting(), "nothing is sent again");
      assertEquals(
          Optional.of("Hello"), service.client.complete(Fixtures.question()).message().text());
    }
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
            () -> 0);
    try (Service service = new Service(Wire.OPENAI);
        LlmClients patient =
            new LlmClients(Fixtures.settings(Wire.OPENAI.variables(service.server)), longWait)) {
      service.server.then(500, "", "");
      LlmClient waits = patient.clientFor(Fixtures.agent(Wire.OPENAI));
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
