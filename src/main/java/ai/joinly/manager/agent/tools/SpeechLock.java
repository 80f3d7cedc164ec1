package ai.joinly.manager.agent.tools;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * An agent's one voice: turns and operators speak one after another, since a server would put the
 * words in a queue that nobody can clear any more. Who waits can still think better of it.
 * Thread-safe.
 *
 * <p>What is held while somebody speaks is the voice itself, not a lock: nothing else waits for it.
 */
public final class SpeechLock {
  /** Who silenced the agent. */
  public enum MutedBy {
    OPERATOR,
    ITSELF
  }

  private final Semaphore free = new Semaphore(1, true);
  private final Duration limit;

  private final Consumer<Boolean> onMuted;

  /** How often the agent was muted, so that a speech can see that it was silenced meanwhile. */
  private final AtomicLong mutes = new AtomicLong();

  /** Written by whoever mutes or unmutes the agent at the server, read by whoever speaks. */
  private volatile Optional<MutedBy> muted = Optional.empty();

  /**
   * @param limit how long anybody waits for the voice, which is as long as a speech may take
   */
  public SpeechLock(Duration limit) {
    this(limit, now -> {});
  }

  /**
   * @param limit how long anybody waits for the voice, which is as long as a speech may take
   * @param onMuted takes whether the agent is muted, on any thread, and must not block
   */
  public SpeechLock(Duration limit, Consumer<Boolean> onMuted) {
    this.limit = limit;
    this.onMuted = onMuted;
  }

  /** Waits for the voice; false when it did not become free. Who gets it must give it back. */
  public boolean take() throws InterruptedException {
    return free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  public void giveBack() {
    free.release();
  }

  /** Who muted the agent at the server; empty when it can be heard. */
  public Optional<MutedBy> muted() {
    return muted;
  }

  public void muted(Optional<MutedBy> by) {
    if (by.isPresent()) {
      mutes.incrementAndGet();
    }
    muted = by;
    onMuted.accept(by.isPresent());
  }

  /** Returns how often the agent was muted. */
  long mutes() {
    return mutes.get();
  }
}
