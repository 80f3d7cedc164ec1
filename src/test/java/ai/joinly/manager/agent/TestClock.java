package ai.joinly.manager.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A pair of clocks that go when they are told to; the time of day can be set as well. */
public final class TestClock extends Clock {
  private final AtomicReference<Instant> now;
  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L); // it may be below zero

  public TestClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  /** Lets time pass. */
  public void advance(Duration time) {
    now.updateAndGet(was -> was.plus(time));
    nanos.addAndGet(time.toNanos());
  }

  /** Lets time pass up to {@code moment}, unless it is later already. */
  public void advanceTo(Instant moment) {
    Duration time = Duration.between(now.get(), moment);
    if (time.isPositive()) {
      advance(time);
    }
  }

  /** Sets the time of day forward, or back; no time passes. */
  public void set(Duration by) {
    now.updateAndGet(was -> was.plus(by));
  }

  /** Returns the time that has passed, as {@link System#nanoTime}. */
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
