package ai.joinly.manager.api.framing;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** Connection that lets the client read the final response before it is closed. */
final class FramedConnection implements ServerConnection, InterruptableTask<Void> {
  private final ServerConnection http;
  private final RequestStream requests;

  FramedConnection(ServerConnection http, RequestStream requests) {
    this.http = http;
    this.requests = requests;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      http.handle(limit);
    } finally {
      requests.end();
    }
  }

  @Override
  public boolean canInterrupt() {
    return http instanceof InterruptableTask<?> task && task.canInterrupt();
  }

  @Override
  public Duration idleTime() {
    return http.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
  }
}
