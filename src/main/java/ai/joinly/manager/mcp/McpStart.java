package ai.joinly.manager.mcp;

import ai.joinly.manager.concurrent.DeadlineCall;
import ai.joinly.manager.mcp.transport.McpTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Session start in progress. Thread-safe. */
public final class McpStart {
  private final DeadlineCall<McpSession> call;
  private final CompletableFuture<Optional<McpSession>> named;

  /**
   * @param named complete when the server has sent the session id, or the start has failed before
   */
  McpStart(DeadlineCall<McpSession> call, CompletableFuture<Optional<McpSession>> named) {
    this.call = call;
    this.named = named;
  }

  /**
   * Waits until the server has answered. The start continues if the limit expires or the caller is
   * interrupted.
   *
   * @throws McpException.BrokenOff when the connection ended after the server had sent a session id
   */
  public McpSession await(Duration limit) throws McpException, InterruptedException {
    return McpTransport.await(call, limit);
  }

  /**
   * Waits until the server has sent the session id, possibly long before the session is ready.
   * Until then only {@link McpSession#delete} is possible.
   *
   * @return empty when the start failed before that, or the limit expired
   */
  public Optional<McpSession> awaitNamed(Duration limit) throws InterruptedException {
    try {
      return named.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    }
  }

  /** Returns whether it is known if the server created a session. */
  public boolean isResolved() {
    return named.isDone();
  }

  /** Closes the connection. The session's start continues on the server until it is deleted. */
  public void abort() {
    call.abort();
  }
}
