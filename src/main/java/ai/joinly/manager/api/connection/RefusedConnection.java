package ai.joinly.manager.api.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Connection that gets a fixed response and is closed. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RefusedConnection(ConnectionContext context, byte[] answer) implements ServerConnection {
  /** Returns the bytes of a response with status 503. */
  static byte[] answer(String userMessage) {
    String body = "{\"error\":\"%s\",\"code\":\"too_many_connections\"}\n".formatted(userMessage);
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

  /** Does nothing; the connection closes itself. */
  @Override
  public void close(boolean interrupt) {}
}
