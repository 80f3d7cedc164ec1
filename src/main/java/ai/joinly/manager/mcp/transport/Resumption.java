package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.mcp.McpException;
import java.util.Optional;

/** State for resuming the answer to a request on another stream. Not thread-safe. */
final class Resumption {
  private static final int MAX_ROUNDS = 60;
  private static final long DEFAULT_WAIT = 1_000;
  private static final long MIN_WAIT = 50;
  private static final long MAX_WAIT = 5_000;

  private Optional<String> lastEventId = Optional.empty();
  private long wait = DEFAULT_WAIT;
  private boolean accepted;
  private boolean possible;
  private int rounds;

  /**
   * Records that the server has only accepted the request, or that the answer may arrive on another
   * stream.
   */
  void expect() {
    accepted |= rounds == 0;
    possible = true;
  }

  /** Records the end of a stream, which can be resumed if there was an event id. */
  void take(SseReader events) {
    lastEventId = events.lastEventId().or(() -> lastEventId);
    possible = lastEventId.isPresent();
    wait = Math.clamp(events.retry().orElse(wait), MIN_WAIT, MAX_WAIT);
  }

  /**
   * Waits for the delay that the server requested. Returns false when the answer cannot be resumed.
   */
  boolean next() throws McpException {
    if (!possible || rounds++ == MAX_ROUNDS) {
      return false;
    }
    try {
      if (rounds > 1 || !accepted) {
        Thread.sleep(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new McpException.BrokenOff("The request was cancelled");
    }
    return true;
  }

  boolean isPossible() {
    return possible;
  }

  Optional<String> lastEventId() {
    return lastEventId;
  }

  boolean wasAccepted() {
    return accepted;
  }
}
