package ai.joinly.manager.monitoring;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Detects and logs that the process stood still, for example because it was stopped or its machine
 * suspended: agents receive and answer nothing during that time. For the thread that it starts.
 */
public final class StandstillWatch implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(StandstillWatch.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Minimum duration; a shorter standstill may be due to a busy machine. */
  static final Duration SHORTEST = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final Thread thread;
  private long lookedAt;
  private Instant timeOfLook;

  /**
   * Creates a watch that is not started.
   *
   * @param nanoTime as {@link System#nanoTime}, which may stop while the machine is suspended
   * @param clock the time of day
   */
  public StandstillWatch(LongSupplier nanoTime, InstantSource clock) {
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.lookedAt = nanoTime.getAsLong();
    this.timeOfLook = clock.instant();
    this.thread = Thread.ofVirtual().name("standstill-watch").unstarted(this::run);
  }

  /** Starts the checks. Must be called once. */
  public StandstillWatch start() {
    thread.start();
    return this;
  }

  /** Stops the checks. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  /** Compares the time since the last check with the expected time. */
  void look() {
    long now = nanoTime.getAsLong();
    Instant time = clock.instant();
    Duration stood = Duration.ofNanos(now - lookedAt).minus(PAUSE);
    Duration jumped = Duration.between(timeOfLook, time).minus(PAUSE);
    lookedAt = now;
    timeOfLook = time;
    if (stood.compareTo(SHORTEST) >= 0) {
      LOGGER.log(
          Level.WARNING,
          "The process stood still for {0} s: it was stopped, its machine was suspended, or CPU or"
              + " memory is too low; agents received and answered nothing during this time",
          stood.toSeconds());
    } else if (jumped.compareTo(SHORTEST) >= 0) {
      LOGGER.log(
          Level.WARNING,
          "The clock went {0} s ahead: the machine was suspended, or its clock was set",
          jumped.toSeconds());
    }
  }
}
