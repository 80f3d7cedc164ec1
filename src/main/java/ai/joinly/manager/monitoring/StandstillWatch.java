package ai.joinly.manager.monitoring;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Lets the process log say that the process stood still, as when it was stopped or its machine
 * suspended, since agents hear and answer nothing meanwhile. For the thread that it starts.
 */
public final class StandstillWatch implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(StandstillWatch.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Shorter ones may be a busy machine's. */
  static final Duration SHORTEST = Duration.ofSeconds(5);

  private final LongSupplier nanoTime;
  private final InstantSource clock;
  private final Thread thread;
  private long lookedAt;
  private Instant timeOfLook;

  /**
   * One that has not begun.
   *
   * @param nanoTime as {@link System#nanoTime}, which may stand still with the machine
   * @param clock the time of day
   */
  public StandstillWatch(LongSupplier nanoTime, InstantSource clock) {
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.lookedAt = nanoTime.getAsLong();
    this.timeOfLook = clock.instant();
    this.thread = Thread.ofVirtual().name("standstill-watch").unstarted(this::run);
  }

  /** Begins to look; to be called once. */
  public StandstillWatch start() {
    thread.start();
    return this;
  }

  /** Looks no more. */
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

  /** Compares the time since the last look with what it should be. */
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
          "The process stood still for {0} s: it was stopped, its machine was suspended or has too"
              + " little processor or memory; agents heard and answered nothing meanwhile",
          stood.toSeconds());
    } else if (jumped.compareTo(SHORTEST) >= 0) {
      LOGGER.log(
          Level.WARNING,
          "The clock went {0} s ahead: the machine was suspended, or its clock was set",
          jumped.toSeconds());
    }
  }
}
