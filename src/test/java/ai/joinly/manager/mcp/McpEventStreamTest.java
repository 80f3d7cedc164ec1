package ai.joinly.manager.mcp;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.mcp.RawServer.Handler;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.mcp.transport.McpHttp;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class McpEventStreamTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String UPDATED =
      """
      {"method":"notifications/resources/updated","params":{"uri":"%s"},"jsonrpc":"2.0"}""";

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final AtomicInteger streams = new AtomicInteger();
  private RawServer server;
  private McpEventStream stream;

  private final class Heard implements McpStreamListener {
    @Override
    public void onOpened() {
      heard.add("opened");
    }

    @Override
    public void onNotification(String method, JsonNode params) {
      heard.add(params.path("uri").asText());
    }

    @Override
    public void onGap(Gap gap) {
      heard.add(gap.toString());
    }

    @Override
    public void onLost() {
      heard.add("lost");
    }
  }

  @AfterEach
  void stop() throws Exception {
    stream.close();
    server.close();
  }

  private void open(Handler handler, Duration idle) throws Exception {
    server =
        new RawServer(
            (request, reply) -> {
              if (request.method().equals("POST")) {
                reply.answer(
                    200,
                    "application/json",
                    """
                    {"jsonrpc":"2.0","id":%s,"result":{"protocolVersion":"2025-06-18"}}"""
                        .formatted(request.body().replaceAll(".*\"id\":(\\d+).*", "$1")),
                    "mcp-session-id: s1");
              } else {
                streams.incrementAndGet();
                handler.handle(request, reply);
              }
            });
    McpSession session =
        new McpClient(McpHttp.create(LONG), server.uri("/"), new McpLimits(10_000, 500))
            .start(Map.of(), LONG)
            .await(LONG);
    stream = session.openStream(new Heard(), idle, () -> 0);
  }

  private void expect(String... events) throws Exception {
    for (String event : events) {
      assertEquals(event, heard.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void opensAgainAtOnceAfterAStreamThatWorkedAndAsksForNothingMissed() throws Exception {
    open(
        (request, reply) -> {
          reply.begin();
          if (streams.get() == 1) {
            reply.event(UPDATED.formatted("a://1"));
            reply.cut();
          } else {
            reply.event(UPDATED.formatted("a://2"));
            reply.hold();
          }
        },
        LONG);
    expect("opened", "a://1", "ENDED", "opened", "a://2");
    for (Request request : server.requests) {
      assertEquals("", request.header("last-event-id"));
      if (request.method().equals("GET")) {
        assertEquals("text/event-stream", request.header("accept"));
        assertEquals("s1", request.header("mcp-session-id"));
        assertEquals("2025-06-18", request.header("mcp-protocol-version"));
      }
    }
  }

  @Test
  void streamsThatEndAtOnceAreOpenedEverMoreRarelyThoughTheyCarrySomething() throws Exception {
    BlockingQueue<Long> times = new LinkedBlockingQueue<>();
    open(
        (request, reply) -> {
          times.add(System.nanoTime());
          reply.begin();
          reply.chunk(": ping\r\n\r\n");
          reply.end();
        },
        LONG);
    List<Long> opened = new ArrayList<>();
    while (opened.size() < 4) {
      opened.add(times.poll(10, TimeUnit.SECONDS));
    }
    // Half of 250, 500 and 1,000 ms, since the test's random numbers are 0.
    assertTrue(opened.getLast() - opened.getFirst() >= 875_000_000L);
  }

  @Test
  void resumesFromAnIdOnlyIfTheServerGaveOneAndForgetsItIfThatFails() throws Exception {
    open(
        (request, reply) -> {
          if (request.header("last-event-id").equals("41")) {
            reply.answer(500, "text/plain", "Internal Server Error");
          } else {
            reply.begin();
            reply.chunk("id: 41\r\ndata: " + UPDATED.formatted("a://1") + "\r\n\r\n");
            reply.end();
          }
        },
        LONG);
    expect("opened", "a://1", "ENDED", "UNREACHABLE", "opened");
  }

  @Test
  void triesAgainWhereAFormerStreamIsHeldForOpenOrTheServerCannot() throws Exception {
    List<Integer> statuses = List.of(409, 503, 405);
    open(
        (request, reply) -> {
          if (streams.get() <= statuses.size()) {
            reply.answer(statuses.get(streams.get() - 1), "application/json", "{}");
          } else {
            reply.begin();
            reply.hold();
          }
        },
        LONG);
    expect("CONFLICT", "UNREACHABLE", "NOT_OFFERED", "opened");
  }

  @Test
  void aStreamThatFallsSilentIsTakenForDead() throws Exception {
    open(
        (request, reply) -> {
          reply.begin();
          if (streams.get() == 1) {
            reply.chunk(": ping\r\n\r\n");
          }
          reply.hold();
        },
        Duration.ofMillis(200));
    expect("opened", "SILENT", "opened");
  }

  @Test
  void aSessionThatIsUnknownIsLostForGood() throws Exception {
    open(
        (request, reply) -> reply.answer(400, "", "Bad Request: No valid session ID provided"),
        LONG);
    expect("lost");
    eventually("nothing is left", () -> server.openConnections() == 0);
    assertEquals(1, streams.get());
  }

  @Test
  void endsAtOnceWhenItIsClosed() throws Exception {
    open(
        (request, reply) -> {
          reply.begin();
          reply.hold();
        },
        LONG);
    expect("opened");
    stream.close();
    eventually("the connection is cut", () -> server.openConnections() == 0);
    assertTrue(heard.isEmpty(), heard.toString());
  }

  @Test
  void aNotificationHasALimit() throws Exception {
    open(
        (request, reply) -> {
          reply.begin();
          reply.event(UPDATED.formatted("a://" + "x".repeat(1_000)));
          reply.hold();
        },
        LONG);
    expect("opened", "NOT_OFFERED");
  }
}
