package ai.joinly.manager.mcp.transport;

import ai.joinly.manager.mcp.McpException;
import java.util.Optional;

/** Where and when the answer to a request can be gone on with on another stream. For one thread. */
final class Resumption {
  private static final int MAX_ROUNDS = 60;
  private static final long STANDARD_WAIT = 1_000;
  private static final long SHORTEST_WAIT = 50;
  private static final long LONGEST_WAIT = 5_000;

  private Optional<String> lastEventId = Optional.empty();
  private long wait = STANDARD_WAIT;
  private boolean accepted;
  private boolean possible;
  private int rounds;

  /** The server has only accepted the request, or the answer may come on a further stream. */
  void expect() {
    accepted |= rounds == 0;
    possible = true;
  }

  /** A stream has ended; with an id of an event it can be resumed. */
  void take(SseReader events) {
    lastEventId = events.lastEventId().or(() -> lastEventId);
    possible = lastEventId.isPresent();
    wait = Math.clamp(events.retry().orElse(wait), SHORTEST_WAIT, LONGEST_WAIT);
  }

  /** Waits for as long as the server wants; false when there is nothing to go on with. */
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
      throw new McpException.BrokenOff("The request was given up");
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
