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
 * Standalone event stream of a session, reopened whenever it ends, until it is closed or the
 * session is lost. One virtual thread.
 */
public final class McpEventStream implements AutoCloseable {
  /**
   * Buffer size in bytes. Small, since a stream carries a few short messages and there are
   * thousands of streams.
   */
  private static final int BUFFER = 1_024;

  private static final long SHORT_LIVED = Duration.ofSeconds(1).toNanos();

  /** Minimum lifetime in nanoseconds of a stream that resets the backoff. */
  private static final long STABLE = Duration.ofSeconds(10).toNanos();

  private final McpTransport transport;
  private final Supplier<Map<HeaderName, String>> session;
  private final McpLimits limits;
  private final McpStreamListener listener;
  private final ServerRequests serverRequests;
  private final Duration idle;
  private final Backoff backoff;
  private final Thread thread;

  /** Owned by the stream's thread. */
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

  /** Ends the stream immediately. The listener may get one last call that is in progress. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt(); // closes the connection in any state
  }

  private void run() {
    try {
      while (!closed) {
        boolean delivered = false;
        long start = System.nanoTime();
        try {
          delivered = openAndRead();
        } catch (McpException.SessionLost e) {
          notifyListener(listener::onLost);
          return;
        } catch (McpException e) {
          lastEventId = Optional.empty(); // it may be the cause of the failure
          McpStreamListener.Gap gap = gapOf(e);
          notifyListener(() -> listener.onGap(gap));
        }
        long lived = System.nanoTime() - start;
        if (delivered && lived >= STABLE) {
          backoff.reset();
        }
        // A stream that worked for some time is reopened immediately.
        if (!delivered || lived < SHORT_LIVED) {
          Thread.sleep(backoff.next());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  /** Returns whether the stream carried any data, at least a ping. */
  private boolean openAndRead() throws McpException {
    Map<HeaderName, String> headers = session.get();
    headers.put(HeaderNames.ACCEPT, "text/event-stream");
    lastEventId.ifPresent(id -> headers.put(McpTransport.LAST_EVENT_ID, id));
    try (McpResponse response = transport.send(Method.GET, headers, new byte[0], idle)) {
      if (!response.isEventStream()) {
        throw new McpException.ProtocolViolation("The server did not open an event stream");
      }
      transport.observer().onStreamOpened();
      try {
        notifyListener(listener::onOpened);
        CountingStream counted = new CountingStream(response.stream());
        McpStreamListener.Gap gap = read(counted);
        notifyListener(() -> listener.onGap(gap));
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
        messageOf(event.get()).ifPresent(this::dispatch);
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

  /** Returns the message of an event. An invalid message is skipped and does not end the stream. */
  private static Optional<JsonNode> messageOf(SseEvent event) {
    try {
      return event.message();
    } catch (McpException e) {
      return Optional.empty();
    }
  }

  private void dispatch(JsonNode message) {
    if (message.isArray()) {
      message.forEach(this::dispatch);
    } else if (message.hasNonNull("id")) {
      serverRequests.take(message);
    } else if (message.has("method")) {
      notifyListener(
          () -> listener.onNotification(message.path("method").asText(""), message.path("params")));
    }
  }

  private void notifyListener(Runnable event) {
    if (!closed) {
      event.run();
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
