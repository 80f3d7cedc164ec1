package ai.joinly.manager.agent.room;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Decides how often new words may abort an agent's answer: after two aborted turns in a row, or six
 * seconds after the first words without an answer, the next answer is let through. Times are
 * nanoseconds of one ticker. For one thread.
 */
public final class AbortLimit {
  private static final int MOST_ABORTED = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(6);

  private int aborted;
  // The first words that the running turn, or those aborted before it, are to answer.
  private OptionalLong waitingSince = OptionalLong.empty();
  // The first words that came after the running turn began.
  private OptionalLong newerSince = OptionalLong.empty();
  private boolean running;

  /** Notes words that want an answer. */
  public void wordsCame(long at) {
    if (running) {
      newerSince = newerSince.isPresent() ? newerSince : OptionalLong.of(at);
    } else {
      waitingSince = waitingSince.isPresent() ? waitingSince : OptionalLong.of(at);
    }
  }

  /** Notes that a turn has begun over all words so far. */
  public void turnBegan() {
    running = true;
    waitingSince = waitingSince.isPresent() ? waitingSince : newerSince;
    newerSince = OptionalLong.empty();
  }

  /** Whether the running turn may be aborted. */
  public boolean mayAbort(long now) {
    return aborted < MOST_ABORTED
        && (waitingSince.isEmpty() || now - waitingSince.getAsLong() < LONGEST_WAIT.toNanos());
  }

  /** Notes that the running turn is aborted. */
  public void abort() {
    aborted++;
    running = false;
  }

  /** Notes that the running turn has answered, or has ended without being aborted. */
  public void answered() {
    running = false;
    aborted = 0;
    waitingSince = newerSince;
    newerSince = OptionalLong.empty();
  }
}
