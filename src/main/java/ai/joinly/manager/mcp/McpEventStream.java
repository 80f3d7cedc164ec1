package ai.joinly.manager.mcp;

import ai.joinly.manager.concurrent.Backoff;
import ai.joinly.manager.mcp.transport.CountingStream;
import ai.joinly.manager.mcp.transport.McpResponse;
import ai.joinly.manager.mcp.transport.McpTransport;
import ai.joinly.manager.mcp.transport.SseEvent;
import ai.joinly.manager.mcp.transport.SseReader;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The standalone event stream of a session, opened again whenever it ends, until it is closed or
 * the session is lost. One virtual thread.
 */
public final class McpEventStream implements AutoCloseable {
  /** Small: a stream carries a few short messages, and there are thousands of streams. */
  private static final int BUFFER = 1_024;

  private static final long SHORT_LIVED = Duration.ofSeconds(1).toNanos();

  /** A stream that ends sooner says nothing about the next. */
  private static final long LASTING = Duration.ofSeconds(10).toNanos();

  private final McpTransport transport;
  private final Supplier<Map<HeaderName, String>> session;
  private final McpLimits limits;
  private final McpStreamListener listener;
  private final ServerRequests serverRequests;
  private final Duration idle;
  private final Backoff backoff;
  private final Thread thread;

  /** Of the stream's thread alone. */
  private Optional<String> lastEventId = Optional.empty();

  private volatile boolean closed;

  McpEventStream(
      McpTransport transport,
      Supplier<Map<HeaderName, String>> session,
      McpLimits limits,
      McpStreamListener listener,
      ServerRequests serverRequests,
      Duration idle,
      Backoff backoff) {
    this.transport = transport;
    this.session = session;
    this.limits = limits;
    this.listener = listener;
    this.serverRequests = serverRequests;
    this.idle = idle;
    this.backoff = backoff;
    this.thread =
        Thread.ofVirtual()
            .name("mcp-stream-" + session.get().getOrDefault(McpTransport.SESSION_ID, ""))
            .start(this::run);
  }

  /** Ends the stream at once. The listener may hear one last thing that is under way. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt(); // cuts the connection, wherever it stands
  }

  private void run() {
    try {
      while (!closed) {
        boolean delivered = false;
        long begun = System.nanoTime();
        try {
          delivered = openAndRead();
        } catch (McpException.SessionLost e) {
          tell(listener::onLost);
          return;
        } catch (McpException e) {
          lastEventId = Optional.empty(); // it may be what the server stumbles over
          McpStreamListener.Gap gap = gapOf(e);
          tell(() -> listener.onGap(gap));
        }
        long lived = System.nanoTime() - begun;
        if (delivered && lived >= LASTING) {
          backoff.reset();
        }
        // A stream that worked for a while is opened again at once.
        if (!delivered || lived < SHORT_LIVED) {
          Thread.sleep(backoff.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  /** Whether the stream carried anything, a ping at least. */
  private boolean openAndRead() throws McpException {
    Map<HeaderName, String> headers = session.get();
    headers.put(HeaderNames.ACCEPT, "text/event-stream");
    lastEventId.ifPresent(id -> headers.put(McpTransport.LAST_EVENT_ID, id));
    try (McpResponse response = transport.send(Method.GET, headers, new byte[0], idle)) {
      if (!response.isEventStream()) {
        throw new McpException.ProtocolViolation("The server gave no event stream");
      }
      transport.observer().onStreamOpened();
      try {
        tell(listener::onOpened);
        CountingStream counted = new CountingStream(response.stream());
        McpStreamListener.Gap gap = read(counted);
        tell(() -> listener.onGap(gap));
        return counted.any();
      } finally {
        transport.observer().onStreamEnded();
      }
    }
  }

  private McpStreamListener.Gap read(CountingStream stream) throws McpException {
    SseReader events = new SseReader(stream, BUFFER, limits.notification(), Long.MAX_VALUE);
    try {
      Optional<SseEvent> event = events.next();
      while (event.isPresent()) {
        lastEventId = event.get().id();
        messageOf(event.get()).ifPresent(this::take);
        event = events.next();
      }
      return McpStreamListener.Gap.ENDED;
    } catch (IOException | RuntimeException e) {
      return McpTransport.failure(e) instanceof McpException.TimedOut
          ? McpStreamListener.Gap.SILENT
          : McpStreamListener.Gap.ENDED;
    } finally {
      lastEventId = events.lastEventId().or(() -> lastEventId);
    }
  }

  /** What is no message is no reason to give up the stream. */
  private static Optional<JsonNode> messageOf(SseEvent event) {
    try {
      return event.message();
    } catch (McpException e) {
      return Optional.empty();
    }
  }

  private void take(JsonNode message) {
    if (message.isArray()) {
      message.forEach(this::take);
    } else if (message.hasNonNull("id")) {
      serverRequests.take(message);
    } else if (message.has("method")) {
      tell(
          () -> listener.onNotification(message.path("method").asText(""), message.path("params")));
    }
  }

  private void tell(Runnable news) {
    if (!closed) {
      news.run();
    }
  }

  private static McpStreamListener.Gap gapOf(McpException failure) {
    return switch (failure) {
      case McpException.Refused refused ->
          refused.status() == 409
              ? McpStreamListener.Gap.CONFLICT
              : McpStreamListener.Gap.NOT_OFFERED;
      case McpException.ProtocolViolation e -> McpStreamListener.Gap.NOT_OFFERED;
      case McpException.Unreachable e -> McpStreamListener.Gap.UNREACHABLE;
      case McpException.TimedOut e -> McpStreamListener.Gap.UNREACHABLE;
      case McpException.SessionLost e -> McpStreamListener.Gap.UNREACHABLE;
      case McpException.BrokenOff e -> McpStreamListener.Gap.UNREACHABLE;
      case McpException.RpcError e -> McpStreamListener.Gap.UNREACHABLE;
    };
  }
}
