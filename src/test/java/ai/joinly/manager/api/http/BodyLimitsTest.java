package ai.joinly.manager.api.http;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.api.HttpConnections;
import ai.joinly.manager.api.RecordedRequests;
import ai.joinly.manager.api.framing.BodyLimits;
import ai.joinly.manager.api.framing.Framing;
import ai.joinly.manager.concurrent.ByteBudget;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A body has to come, and to keep coming. */
class BodyLimitsTest {
  private static final String POST =
      "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private final RecordedRequests requests = new RecordedRequests();
  private final ByteBudget heads = new ByteBudget(40_000);
  private WebServer server;

  @BeforeEach
  void start() {
    server = server(new BodyLimits(Duration.ofMillis(900), Duration.ofMillis(300), 10));
  }

  private WebServer server(BodyLimits limits) {
    JsonBody bodies = new JsonBody(new BodyBudget(1_000_000));
    OwnHosts hosts = new OwnHosts(List.of(), Stream.of());
    ErrorResponses errors =
        new ErrorResponses(new CommonHeaders(new Origins(List.of()), hosts), requests);
    Framing framing = new Framing(heads, limits, new SlowBodyAnswer(requests));
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .shutdownHook(false)
        .featuresDiscoverServices(false)
        .protocolsDiscoverServices(false)
        .directHandlers(errors.directHandlers())
        .addConnectionSelector(new HttpConnections(Optional.empty(), framing))
        .routing(
            HttpRouting.builder()
                .error(Throwable.class, errors)
                .post("/read", (request, response) -> response.send(bodies.read(request).size()))
                .post("/ignored", (request, response) -> response.send("ignored")))
        .build()
        .start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void aBodyThatStopsIsGivenUp() throws Exception {
    for (String rest :
        new String[] {
          "Content-Length: 10\r\n\r\n{\"a\":",
          "Content-Length: 10\r\n\r\n",
          "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n",
          "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
          "Transfer-Encoding: chunked\r\n\r\n5",
          "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX: y",
        }) {
      String answer = answer(POST + rest);
      assertTrue(answer.startsWith("HTTP/1.1 408 "), rest + answer);
      assertTrue(answer.contains("\"code\":\"body_too_slow\""), answer);
    }
    assertEquals("POST none 408", requests.all().getFirst());
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws Exception {
    server.stop();
    // With hours for all of it, only the pace can end it.
    server = server(new BodyLimits(Duration.ofHours(9), Duration.ofMillis(300), 10));
    try (Socket socket = connect()) {
      write(socket, POST + "Content-Length: 100000\r\n\r\n");
      assertTrue(answerWhileTrickling(socket, " ").startsWith("HTTP/1.1 408 "));
    }
  }

  @Test
  void aBodyHasATimeForAllOfIt() throws Exception {
    try (Socket socket = connect()) {
      write(socket, POST + "Content-Length: 100000\r\n\r\n");
      assertTrue(answerWhileTrickling(socket, " ".repeat(50)).startsWith("HTTP/1.1 408 "));
    }
  }

  @Test
  void whoWasToldToGoOnHasTheSameTime() throws Exception {
    String answer = answer(POST + "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 408 "), answer);
  }

  @Test
  void anAnswerIsNotFollowedByAnother() throws Exception {
    String answer =
        answer("POST /ignored HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
    assertTrue(answer.endsWith("ignored"), answer);
    assertFalse(answer.contains("408"), answer);
  }

  @Test
  void theNextRequestHasItsOwnTime() throws Exception {
    try (Socket socket = connect()) {
      write(socket, POST + "Content-Length: 2\r\n\r\n");
      write(socket, "{}");
      assertTrue(firstByteArrives(socket));
      write(socket, POST + "Content-Length: 2\r\n\r\n{");
      String answers = read(socket);
      assertTrue(answers.contains("HTTP/1.1 408 "), answers);
    }
  }

  @Test
  void largeHeadsShareABudget() throws Exception {
    String small = "GET /read HTTP/1.1\r\nHost: localhost\r\n";
    String large = small + "X-Large: " + "x".repeat(14_000);
    try (Socket first = connect()) {
      write(first, large);
      eventually("its part is taken", () -> heads.held() > 20_000);
      assertEquals("HTTP/1.1 503", status(large + "\r\n\r\n"));
      assertEquals("HTTP/1.1 404", status(small + "\r\n"));
    }
    eventually("it is given back", () -> heads.held() == 0);
    assertEquals("HTTP/1.1 404", status(large + "\r\n\r\n"));
    eventually("it is given back", () -> heads.held() == 0);
  }

  private String status(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  private static boolean firstByteArrives(Socket socket) throws IOException {
    return socket.getInputStream().read() == 'H';
  }

  /** Reads the answer while a piece of the body is sent every 50 ms. */
  private static String answerWhileTrickling(Socket socket, String piece) throws IOException {
    ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    try {
      var ignored =
          pace.scheduleAtFixedRate(() -> trickle(socket, piece), 0, 50, TimeUnit.MILLISECONDS);
      return read(socket);
    } finally {
      pace.shutdownNow();
    }
  }

  private static void trickle(Socket socket, String piece) {
    try {
      write(socket, piece);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the server has closed it: no more pieces
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private String answer(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return read(socket);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
