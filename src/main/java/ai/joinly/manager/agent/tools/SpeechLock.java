package ai.joinly.manager.agent.tools;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Permit to use an agent's voice. Turns and operators speak one after another, since the server
 * would put concurrent speeches in a queue that cannot be cleared. A waiting speech can still be
 * cancelled. Thread-safe.
 *
 * <p>A speaker holds only this permit during a speech, no lock; only other speeches wait for it.
 */
public final class SpeechLock {
  /** Originator of a mute. */
  public enum MutedBy {
    OPERATOR,
    ITSELF
  }

  private final Semaphore free = new Semaphore(1, true);
  private final Duration limit;

  private final Consumer<Boolean> onMuted;

  /** Number of mutes, by which a speech detects a mute while it was spoken. */
  private final AtomicLong mutes = new AtomicLong();

  /** Written by threads that mute or unmute the agent at the server, read by threads that speak. */
  private volatile Optional<MutedBy> muted = Optional.empty();

  /**
   * @param limit maximum wait for the voice, equal to the maximum duration of a speech
   */
  public SpeechLock(Duration limit) {
    this(limit, now -> {});
  }

  /**
   * @param limit maximum wait for the voice, equal to the maximum duration of a speech
   * @param onMuted receives whether the agent is muted; called on any thread, must not block
   */
  public SpeechLock(Duration limit, Consumer<Boolean> onMuted) {
    this.limit = limit;
    this.onMuted = onMuted;
  }

  /**
   * Waits for the voice. The caller must release it with {@link #giveBack}.
   *
   * @return false if it did not become free within the limit
   */
  public boolean take() throws InterruptedException {
    return free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  public void giveBack() {
    free.release();
  }

  /** Returns who muted the agent at the server; empty if it is not muted. */
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

  /** Returns the number of mutes. */
  long mutes() {
    return mutes.get();
  }
}
