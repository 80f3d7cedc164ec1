package ai.joinly.manager.agent.room;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Limit of how often new words may abort an agent's answer: after two consecutive aborted turns, or
 * six seconds after the first unanswered words, the next answer is not aborted. Times are
 * nanoseconds of one ticker. For one thread.
 */
public final class AbortLimit {
  private static final int MAX_ABORTED = 2;
  private static final Duration MAX_WAIT = Duration.ofSeconds(6);

  private int aborted;
  // Time of the first words that the running turn, or aborted turns before it, must answer.
  private OptionalLong waitingSince = OptionalLong.empty();
  // Time of the first words that arrived after the running turn started.
  private OptionalLong newerSince = OptionalLong.empty();
  private boolean running;

  /** Records words that require an answer. */
  public void wordsCame(long at) {
    if (running) {
      newerSince = newerSince.isPresent() ? newerSince : OptionalLong.of(at);
    } else {
      waitingSince = waitingSince.isPresent() ? waitingSince : OptionalLong.of(at);
    }
  }

  /** Records the start of a turn about all words so far. */
  public void turnBegan() {
    running = true;
    waitingSince = waitingSince.isPresent() ? waitingSince : newerSince;
    newerSince = OptionalLong.empty();
  }

  /** Returns whether the running turn may be aborted. */
  public boolean mayAbort(long now) {
    return aborted < MAX_ABORTED
        && (waitingSince.isEmpty() || now - waitingSince.getAsLong() < MAX_WAIT.toNanos());
  }

  /** Records that the running turn is aborted. */
  public void abort() {
    aborted++;
    running = false;
  }

  /** Records that the running turn has answered, or has ended without being aborted. */
  public void answered() {
    running = false;
    aborted = 0;
    waitingSince = newerSince;
    newerSince = OptionalLong.empty();
  }
}
