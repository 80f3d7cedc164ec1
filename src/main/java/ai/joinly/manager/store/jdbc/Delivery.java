package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.event.StoredEvent;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Hands on what is stored, in order, on a thread of its own: so that many listeners do not hold up
 * the disk. When too much waits, the disk waits.
 */
final class Delivery {
  private static final System.Logger LOGGER = System.getLogger(Delivery.class.getName());
  private static final int MOST_BATCHES = 64;

  private final BlockingQueue<List<StoredEvent>> batches = new ArrayBlockingQueue<>(MOST_BATCHES);
  private final Consumer<StoredEvent> listener;
  private final Thread thread;

  Delivery(Consumer<StoredEvent> listener) {
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("store-delivery").daemon().start(this::run);
  }

  /** For the thread that writes. */
  void put(List<StoredEvent> batch) {
    boolean interrupted = false;
    while (!batch.isEmpty()) {
      try {
        batches.put(batch);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        batches.take().forEach(this::tell);
      }
    } catch (InterruptedException e) {
      for (List<StoredEvent> left = batches.poll(); left != null; left = batches.poll()) {
        left.forEach(this::tell);
      }
    }
  }

  private void tell(StoredEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "A listener of events failed with {0}", e.getClass().getName());
    }
  }

  /** Hands on what waits, and ends. */
  void close() {
    thread.interrupt();
  }
}
