package ai.joinly.manager.http;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Handler;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.http.Method;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connections wait to be used again, and for how long. */
class ConnectionPoolTest {
  private static final int MAX_IDLE_CONNECTIONS = 2;
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(10);

  private final HttpTransport transport =
      HttpTransport.create(settings -> settings.connectTimeout(Duration.ofSeconds(10)));
  private final AtomicLong nanos = new AtomicLong();
  private final ConnectionPool pool =
      new ConnectionPool(transport, MAX_IDLE_CONNECTIONS, LONGEST_IDLE, nanos::get);
  private RawServer server;

  @AfterEach
  void stop() throws IOException {
    pool.close();
    server.close();
  }

  /** A server whose connections stay open until the client closes them. */
  private static RawServer serving(String answer) throws IOException {
    Handler handler =
        (request, reply) -> {
          reply.last();
          reply.raw(answer);
          reply.hold();
        };
    return new RawServer(handler);
  }

  private static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private Http1ClientResponse ask(PooledExchange lease) {
    return transport
        .request(Method.GET, server.uri("/"))
        .uri(server.uri("/"))
        .connection(lease.connection())
        .request();
  }

  private String exchange(PooledExchange lease) throws IOException {
    Http1ClientResponse response = ask(lease);
    ResponseBody body = lease.body(response);
    String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    lease.end(response, body);
    return text;
  }

  private PooledExchange connect() {
    return pool.connect(server.uri("/"));
  }

  private Optional<PooledExchange> take() {
    return pool.take(server.uri("/"));
  }

  private void age(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static HelidonSocket socket(PooledExchange lease) {
    return lease.connection().helidonSocket();
  }

  private void eventuallyOpen(int connections) {
    eventually(connections + " are open", () -> server.openConnections() == connections);
  }

  @Test
  void aConnectionIsUsedAgainAndAgain() throws Exception {
    server = serving(ok("right"));
    PooledExchange first = connect();
    assertEquals("right", exchange(first));
    for (int i = 0; i < 3; i++) {
      PooledExchange again = take().orElseThrow();
      assertSame(socket(first), socket(again));
      assertNotSame(
          first.connection().reader(),
          again.connection().reader(),
          "what was read for others must not be kept by a chain of readings");
      assertEquals(Optional.empty(), take(), "one exchange has it to itself");
      assertEquals("right", exchange(again));
    }
    assertEquals(1, server.openConnections());
  }

  @Test
  void aLeaseThatIsOverHasNoHoldOnTheNext() throws Exception {
    server = serving(ok("right"));
    PooledExchange first = connect();
    Http1ClientResponse response = ask(first);
    ResponseBody body = first.body(response);
    assertEquals(5, body.readAllBytes().length);
    first.end(response, body);
    PooledExchange second = take().orElseThrow();
    first.close();
    first.end(response, body);
    assertEquals(0, pool.waiting());
    assertEquals("right", exchange(second));
    assertEquals(1, pool.waiting());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 X\r\nContent-Length: 2\r\n\r\nno",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
      })
  void aResponseThatShowsItsEndLetsItsConnectionServeAgain(String answer) throws Exception {
    server = serving(answer);
    PooledExchange lease = connect();
    exchange(lease);
    assertSame(socket(lease), socket(take().orElseThrow()));
  }

  /** What comes later than the head would be taken for the answer to the next request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 103 Early Hints\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\nleft over",
      })
  void aConnectionOnWhichMoreMayComeIsClosed(String answer) throws Exception {
    server = serving(answer);
    PooledExchange lease = connect();
    Http1ClientResponse response = ask(lease);
    lease.end(response, lease.body(response));
    assertEquals(Optional.empty(), take());
    eventuallyOpen(0);
  }

  @Test
  void aConnectionWithBytesLeftOverIsClosed() throws Exception {
    server = serving(ok("right") + "HTTP/1.1 200 OK");
    assertEquals("right", exchange(connect()));
    assertEquals(Optional.empty(), take());
    eventuallyOpen(0);
  }

  @Test
  void noMoreWaitThanAllowed() throws Exception {
    server = serving(ok("right"));
    List<PooledExchange> leases =
        Stream.generate(this::connect).limit(MAX_IDLE_CONNECTIONS + 2).toList();
    for (PooledExchange lease : leases) {
      exchange(lease);
    }
    assertEquals(MAX_IDLE_CONNECTIONS, pool.waiting());
    eventuallyOpen(MAX_IDLE_CONNECTIONS);
    exchange(take().orElseThrow());
    assertEquals(MAX_IDLE_CONNECTIONS, pool.waiting(), "there is room for what was taken out");
  }

  @Test
  void whatWaitedTooLongIsClosedWhenTheNextIsTaken() throws Exception {
    server = serving(ok("right"));
    PooledExchange old = connect();
    PooledExchange fresh = connect();
    exchange(old);
    age(LONGEST_IDLE);
    exchange(fresh);
    age(Duration.ofNanos(1));
    assertSame(socket(fresh), socket(take().orElseThrow()));
    assertEquals(0, pool.waiting());
    eventuallyOpen(1);
  }

  @Test
  void noneIsUsedThatWaitedTooLong() throws Exception {
    server = serving(ok("right"));
    List<PooledExchange> leases =
        Stream.generate(this::connect).limit(MAX_IDLE_CONNECTIONS).toList();
    for (PooledExchange lease : leases) {
      exchange(lease);
    }
    age(LONGEST_IDLE.plusNanos(1));
    assertEquals(Optional.empty(), take());
    assertEquals(0, pool.waiting());
    eventuallyOpen(0);
  }

  @Test
  void whatWaitedTooLongForOneServerIsClosedWhenAnotherIsAsked() throws Exception {
    server = serving(ok("right"));
    exchange(connect());
    age(LONGEST_IDLE.plusNanos(1));
    try (RawServer other = serving(ok("other"))) {
      assertEquals(Optional.empty(), pool.take(other.uri("/")));
    }
    eventuallyOpen(0);
  }

  @Test
  void afterTheEndEveryConnectionIsClosed() throws Exception {
    server = serving(ok("right"));
    PooledExchange waits = connect();
    PooledExchange late = connect();
    exchange(waits);
    pool.close();
    eventuallyOpen(1);
    assertEquals("right", exchange(late), "what is under way ends well");
    assertEquals(Optional.empty(), take());
    eventuallyOpen(0);
  }

  @Test
  void serversDoNotMix() throws Exception {
    server = serving(ok("right"));
    exchange(connect());
    try (RawServer other = serving(ok("other"))) {
      assertEquals(Optional.empty(), pool.take(other.uri("/")));
    }
    assertEquals("right", exchange(take().orElseThrow()));
  }
}
