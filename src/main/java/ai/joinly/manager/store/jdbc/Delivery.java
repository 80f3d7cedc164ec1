package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.event.StoredEvent;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Delivery of stored events, in order, on a separate thread, so that listeners do not delay the
 * writer. When the queue is full, the writer waits.
 */
final class Delivery {
  private static final System.Logger LOGGER = System.getLogger(Delivery.class.getName());
  private static final int MAX_BATCHES = 64;

  private final BlockingQueue<List<StoredEvent>> batches = new ArrayBlockingQueue<>(MAX_BATCHES);
  private final Consumer<StoredEvent> listener;
  private final Thread thread;

  Delivery(Consumer<StoredEvent> listener) {
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("store-delivery").daemon().start(this::run);
  }

  /** Adds a batch; called by the writer thread. */
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
        batches.take().forEach(this::deliver);
      }
    } catch (InterruptedException e) {
      for (List<StoredEvent> left = batches.poll(); left != null; left = batches.poll()) {
        left.forEach(this::deliver);
      }
    }
  }

  private void deliver(StoredEvent event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "An event listener failed with {0}", e.getClass().getName());
    }
  }

  /** Delivers the pending events, then ends. */
  void close() {
    thread.interrupt();
  }
}
