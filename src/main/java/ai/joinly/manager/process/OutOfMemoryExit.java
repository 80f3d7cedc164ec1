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
 * Ends the process when memory runs out, independent of the thread that receives the {@code
 * OutOfMemoryError} and of the code that catches it. {@code -XX:+ExitOnOutOfMemoryError} does the
 * same, but neither a program nor its jar can set it. Without it, a server keeps running with half
 * of its threads dead.
 *
 * <p>Before the JVM throws the error, it runs a full collection and then clears all soft
 * references. Memory has therefore run out when both signs occur together: a full collection that
 * freed almost nothing, and the clearing of a soft reference that is used so often that it is never
 * cleared because of its age. One sign alone is not sufficient: the heap may be nearly full, or a
 * collection may have been requested.
 */
public final class OutOfMemoryExit {
  /** Exit status, the same as that of {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int STATUS = 3;

  private static final long USE_EVERY_MILLIS = 100;

  /** Maximum time between both signs. */
  private static final long TOGETHER_NANOS = 5_000_000_000L;

  /**
   * A full collection that frees less than this fraction of the heap found nothing: the collection
   * before it is less thorough and leaves this much garbage.
   */
  private static final int NOTHING_PART = 16;

  /** Size of a test allocation, enough for any ordinary request. */
  private static final int PROBE_BYTES = 64 * 1024;

  private static final long MESSAGE_NANOS = 200_000_000;

  /** Allocated in advance, as no memory is available when it is needed. */
  private final byte[] message =
      "Memory has run out: the process ends with status 3. Start it again, with a larger -Xmx.\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final FileOutputStream err = new FileOutputStream(FileDescriptor.err);
  private final Thread writer =
      Thread.ofPlatform().name("out-of-memory-words").daemon(true).unstarted(this::writeMessage);
  private final long foundNothingBelow = Runtime.getRuntime().maxMemory() / NOTHING_PART;
  private final ReferenceQueue<Object> cleared = new ReferenceQueue<>();

  /** Time of the last sign by {@code System.nanoTime()}; initially far in the past. */
  private volatile long foundNothingAt = System.nanoTime() - 2 * TOGETHER_NANOS;

  private volatile long clearedAt = foundNothingAt;
  private volatile boolean ending;

  /** Written so that the JIT compiler does not remove the test allocation. */
  @SuppressWarnings("UnusedVariable")
  private volatile int probed;

  private OutOfMemoryExit() {}

  /** Installs the exit with {@link #STATUS} when memory runs out. Must be called once. */
  public static void install() {
    OutOfMemoryExit exit = new OutOfMemoryExit();
    exit.writer.start();
    // Adding a hook loads the classes that halt the JVM; without memory they could not be loaded.
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {}));
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((notice, none) -> exit.collected(notice), null, null);
      }
    }
    Thread.ofPlatform().name("out-of-memory").daemon(true).start(exit::watch);
    Optional<UncaughtExceptionHandler> others =
        Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler());
    // Also covers memory outside of the heap: that of threads and direct buffers.
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
      Thread.currentThread().interrupt(); // never interrupted
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

  /** Returns the number of bytes that a collection freed. */
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

  /** Ends the process without allocating memory. */
  private void end() {
    ending = true;
    LockSupport.unpark(writer);
    LockSupport.parkNanos(MESSAGE_NANOS); // an unread pipe must not delay the exit
    while (true) {
      try {
        Runtime.getRuntime().halt(STATUS);
      } catch (OutOfMemoryError | NoClassDefFoundError e) {
        // Retry: other threads may have freed some memory.
      }
    }
  }

  private void writeMessage() {
    while (!ending) {
      LockSupport.park(this);
    }
    try {
      err.write(message);
    } catch (IOException | OutOfMemoryError e) {
      // The exit status reports it as well.
    }
  }
}
