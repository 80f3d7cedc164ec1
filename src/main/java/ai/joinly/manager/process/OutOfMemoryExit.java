package ai.joinly.manager.process;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Ends the process when memory runs out, whatever thread the {@code OutOfMemoryError} is thrown to
 * and whoever catches it. {@code -XX:+ExitOnOutOfMemoryError} does the same, but cannot be set by a
 * program nor by its jar; without it a server lives on with half of its threads dead.
 *
 * <p>Before the JVM throws the error it collects all garbage once more, and then clears all soft
 * references, too. So memory has run out when both are seen together: a full collection that found
 * next to nothing, and the end of a soft reference that is used so often that it is not cleared for
 * its age. One alone means little: a heap that is nearly full, or a collection that was asked for.
 */
public final class OutOfMemoryExit {
  /** The status of {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int STATUS = 3;

  private static final long USE_EVERY_MILLIS = 100;

  /** Both signs within this time belong together. */
  private static final long TOGETHER_NANOS = 5_000_000_000L;

  /**
   * A full collection that finds less than one part in so many of the heap found nothing: the one
   * before it leaves so much, being less thorough.
   */
  private static final int NOTHING_PART = 16;

  /** What can be had must be enough for any ordinary request. */
  private static final int PROBE_BYTES = 64 * 1024;

  private static final long LAST_WORDS_NANOS = 200_000_000;

  /** Made in time: there is no memory for it when it is needed. */
  private final byte[] lastWords =
      "Memory has run out: the process ends with status 3. Start it again, with a larger -Xmx.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
  private final Thread speaker =
      Thread.ofPlatform().name("out-of-memory-words").daemon(true).unstarted(this::speak);
  private final long foundNothingBelow = Runtime.getRuntime().maxMemory() / NOTHING_PART;
  private final ReferenceQueue<Object> cleared = new ReferenceQueue<>();

  /** By {@code System.nanoTime()}; long ago before there was one. */
  private volatile long foundNothingAt = System.nanoTime() - 2 * TOGETHER_NANOS;

  private volatile long clearedAt = foundNothingAt;
  private volatile boolean ending;

  /** Written, so that the probe is not left out. */
  @SuppressWarnings("UnusedVariable")
  private volatile int probed;

  private OutOfMemoryExit() {}

  /** From now on ends the process with {@link #STATUS} when memory runs out; to be called once. */
  public static void install() {
    OutOfMemoryExit exit = new OutOfMemoryExit();
    exit.speaker.start();
    // What halts the JVM is loaded with the first hook; without memory it could not be.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {}));
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((notice, none) -> exit.collected(notice), null, null);
      }
    }
    Thread.ofPlatform().name("out-of-memory").daemon(true).start(exit::watch);
    Optional<UncaughtExceptionHandler> others =
        Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler());
    // Also covers what the heap has no part in: no memory for a thread, none for direct buffers.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> {
          if (thrown instanceof OutOfMemoryError) {
            exit.end();
          }
          others.ifPresent(handler -> handler.uncaughtException(thread, thrown));
        });
  }

  private void watch() {
    try {
      while (true) {
        SoftReference<Object> canary = new SoftReference<>(new Object(), cleared);
        while (cleared.remove(USE_EVERY_MILLIS) == null) {
          canary.get();
        }
        clearedAt = System.nanoTime();
        probed = new byte[PROBE_BYTES].length;
        decide();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    } catch (OutOfMemoryError e) {
      end();
    }
  }

  private void collected(Notification notice) {
    if (notice.getUserData() instanceof CompositeData data) {
      GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
      if (info.getGcAction().equals("end of major GC")
          && found(info.getGcInfo()) < foundNothingBelow) {
        foundNothingAt = System.nanoTime();
        decide();
      }
    }
  }

  /** Bytes that a collection freed. */
  private static long found(GcInfo info) {
    return used(info.getMemoryUsageBeforeGc()) - used(info.getMemoryUsageAfterGc());
  }

  private static long used(Map<String, MemoryUsage> pools) {
    return pools.values().stream().mapToLong(MemoryUsage::getUsed).sum();
  }

  private void decide() {
    if (Math.abs(clearedAt - foundNothingAt) < TOGETHER_NANOS) {
      end();
    }
  }

  /** Allocates nothing. */
  private void end() {
    ending = true;
    LockSupport.unpark(speaker);
    LockSupport.parkNanos(LAST_WORDS_NANOS); // a pipe that nobody reads must not hold it up
    while (true) {
      try {
        Runtime.getRuntime().halt(STATUS);
      } catch (OutOfMemoryError | NoClassDefFoundError e) {
        // Again: others may have left some memory.
      }
    }
  }

  private void speak() {
    while (!ending) {
      LockSupport.park(this);
    }
    try {
      err.write(lastWords);
    } catch (IOException | OutOfMemoryError e) {
      // The status says it, too.
    }
  }
}
