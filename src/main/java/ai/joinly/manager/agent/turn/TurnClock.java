package ai.joinly.manager.agent.turn;

import ai.joinly.manager.domain.usage.TurnTimes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Measurement of the durations of one turn's parts, in nanoseconds. Thread-safe. */
public final class TurnClock {
  private final LongSupplier nanoTime;
  private final long heardAt;
  private final long startedAt;
  private final AtomicLong toLlm = new AtomicLong();
  private final AtomicLong llm = new AtomicLong();
  private final AtomicLong tools = new AtomicLong();
  private final AtomicLong speaking = new AtomicLong();

  /**
   * @param nanoTime as {@link System#nanoTime}
   * @param heardAt when the newest words of the turn arrived, by the same clock
   */
  public TurnClock(LongSupplier nanoTime, long heardAt) {
    this.nanoTime = nanoTime;
    this.heardAt = heardAt;
    this.startedAt = nanoTime.getAsLong();
  }

  public long now() {
    return nanoTime.getAsLong();
  }

  Duration elapsed() {
    return Duration.ofNanos(now() - startedAt);
  }

  /** Records the start of a request to the model; only the first one counts. */
  void asksModel() {
    toLlm.compareAndSet(0, Math.max(1, now() - heardAt));
  }

  void addLlm(long since) {
    llm.addAndGet(now() - since);
  }

  public void addTools(long since) {
    tools.addAndGet(now() - since);
  }

  public void addSpeaking(long since) {
    speaking.addAndGet(now() - since);
  }

  TurnTimes times() {
    return new TurnTimes(
        Duration.ofNanos(toLlm.get()),
        Duration.ofNanos(llm.get()),
        Duration.ofNanos(tools.get()),
        Duration.ofNanos(speaking.get()),
        elapsed());
  }
}
