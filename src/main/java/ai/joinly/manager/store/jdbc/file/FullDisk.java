package ai.joinly.manager.store.jdbc.file;

import ai.joinly.manager.store.StoreException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Retries the opening of a store on a disk that may be full temporarily. */
public final class FullDisk {
  private static final System.Logger LOGGER = System.getLogger(FullDisk.class.getName());

  /** Together shorter than the time that a pending start gets to finish. */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

  private FullDisk() {}

  /** Function that waits. */
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * Calls {@code opening}, with retries for some seconds while the disk is full.
   *
   * @throws StoreException when it cannot be opened for another reason, or the disk stays full
   */
  public static <T> T outlast(Supplier<T> opening) {
    return outlast(opening, Thread::sleep);
  }

  public static <T> T outlast(Supplier<T> opening, Pause pause) {
    for (Duration time : PAUSES) {
      try {
        return opening.get();
      } catch (StoreException e) {
        if (e.reason() != StoreException.Reason.DISK_FULL) {
          throw e;
        }
        LOGGER.log(
            Level.ERROR, "{0} The next attempt is in {1} s", e.userMessage(), time.toSeconds());
      }
      try {
        pause.sleep(time);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return opening.get();
  }
}
