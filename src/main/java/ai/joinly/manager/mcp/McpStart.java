package ai.joinly.manager.mcp;

import ai.joinly.manager.concurrent.DeadlineCall;
import ai.joinly.manager.mcp.transport.McpTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A session that is being made. Thread-safe. */
public final class McpStart {
  private final DeadlineCall<McpSession> call;
  private final CompletableFuture<Optional<McpSession>> named;

  /**
   * @param named done as soon as the server has named the session, or the start has failed before
   */
  McpStart(DeadlineCall<McpSession> call, CompletableFuture<Optional<McpSession>> named) {
    this.call = call;
    this.named = named;
  }

  /**
   * Waits until the server has answered; the start goes on when the limit has passed or the caller
   * is interrupted.
   *
   * @throws McpException.BrokenOff when the server named a session and then broke off
   */
  public McpSession await(Duration limit) throws McpException, InterruptedException {
    return McpTransport.await(call, limit);
  }

  /**
   * Waits until the server has named the session, which may be long before it is ready: all it can
   * do then is {@link McpSession#delete}.
   *
   * @return empty when the start failed before that, or the limit has passed
   */
  public Optional<McpSession> awaitNamed(Duration limit) throws InterruptedException {
    try {
      return named.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    }
  }

  /** Whether it is known if the server has made a session. */
  public boolean isResolved() {
    return named.isDone();
  }

  /** Cuts the connection. What the server has begun goes on there, until it is deleted. */
  public void abort() {
    call.abort();
  }
}
