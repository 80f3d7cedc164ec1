package ai.joinly.manager.api.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection that gets one answer, whatever it asks, and is closed. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record RefusedConnection(ConnectionContext context, byte[] answer) implements ServerConnection {
  /** Returns the bytes of an answer with status 503. */
  static byte[] answer(String sentence) {
    String body = "{\"error\":\"%s\",\"code\":\"too_many_connections\"}\n".formatted(sentence);
    return """
        HTTP/1.1 503 Service Unavailable\r
        Content-Type: application/json\r
        Content-Length: %d\r
        Retry-After: 5\r
        Connection: close\r
        \r
        %s"""
        .formatted(body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void handle(Limit unlimited) {
    context.dataWriter().writeNow(BufferData.create(answer));
    throw new CloseConnectionException("there are too many connections");
  }

  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  /** It closes itself. */
  @Override
  public void close(boolean interrupt) {}
}
