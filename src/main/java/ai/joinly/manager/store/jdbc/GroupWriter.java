package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.StoreObserver;
import ai.joinly.manager.store.jdbc.Removals.Removal;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writer thread: takes all pending writes, commits them in one transaction and delivers the events.
 * While the disk fails, all writes wait in order. Uses a platform thread, as the database pins its
 * calling thread.
 */
final class GroupWriter {
  private static final System.Logger LOGGER = System.getLogger(GroupWriter.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

  private final SqliteDatabase database;
  private final Opener opener;
  private final Delivery delivery;
  private final WriteQueue queue;
  private final Consumer<Optional<String>> onTrouble;
  private final StoreObserver observer;
  private final Thread thread;

  /** Opens a writer connection. */
  @FunctionalInterface
  interface Opener {
    ChangeWriter open() throws SQLException;
  }

  // Used by the writer thread. Empty after a failure, which may leave a connection in any state.
  private Optional<ChangeWriter> changes;

  private final Removals removals;
  // Nothing is removed before this time of System.nanoTime().
  private long removeAfter = System.nanoTime();

  // Whether the write-ahead log may still contain deleted data, and when to retry its removal.
  private boolean tracesLeft;
  private long tracesAfter = System.nanoTime();

  // Written by the writer thread, read by all threads.
  private final AtomicLong batchesRemoved = new AtomicLong();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile long committed;

  /**
   * @param buffer bytes of pending writes above which transcripts are not read; above three times
   *     this size every writer waits
   */
  GroupWriter(
      SqliteDatabase database,
      Opener opener,
      ChangeWriter first,
      Removals removals,
      Delivery delivery,
      long buffer,
      Consumer<Optional<String>> onTrouble,
      StoreObserver observer) {
    this.database = database;
    this.opener = opener;
    this.changes = Optional.of(first);
    this.removals = removals;
    this.delivery = delivery;
    this.queue = new WriteQueue(buffer);
    this.onTrouble = onTrouble;
    this.observer = observer;
    this.committed = first.position();
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
  }

  Optional<String> trouble() {
    return trouble;
  }

  /** Returns the position of the newest event on the disk. */
  long committed() {
    return committed;
  }

  void write(List<Change> changes, Optional<CompletableFuture<Void>> done) {
    PendingWrite write = PendingWrite.of(changes, done);
    if (!queue.put(write)) {
      write.refuse();
    }
  }

  /** Lets an idle writer check whether it can write. */
  void look() {
    if (queue.size() == 0) {
      write(List.of(), Optional.empty());
    }
  }

  void awaitRoom() throws InterruptedException {
    queue.awaitRoom();
  }

  /** Refuses further writes and completes the pending ones; returns whether all were written. */
  boolean close(Duration limit) {
    queue.close();
    boolean all = false;
    try {
      all = thread.join(limit);
      if (!all) {
        queue.giveUp();
        all = thread.join(FIRST_PAUSE) && trouble.isEmpty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return all;
  }

  private void run() {
    try {
      while (!queue.isDone()) {
        List<PendingWrite> batch = queue.take(!mayRemove());
        if (!batch.isEmpty()) {
          writeUntilDone(batch);
          queue.release(batch);
        }
        if (mayRemove()) {
          removeSome();
        }
        retryToForgetTraces();
      }
      if (changes.isPresent()) {
        changes.get().connection().close();
      }
    } catch (InterruptedException | SQLException e) {
      LOGGER.log(Level.DEBUG, "The store was closed before its cleanup was complete");
    }
    delivery.close();
  }

  /** Returns whether removals are pending and the last attempt did not just fail. */
  private boolean mayRemove() {
    return !removals.isEmpty() && changes.isPresent() && System.nanoTime() - removeAfter >= 0;
  }

  /** Removes one batch of rows. */
  private void removeSome() {
    Removal removal = removals.next();
    try {
      ChangeWriter writing = changes.orElseThrow();
      boolean done = writing.remove(removal);
      writing.connection().commit();
      batchesRemoved.incrementAndGet();
      if (done) {
        removals.drop();
        if (removal.deleted()) {
          tryToForgetTraces(writing.connection());
        }
      }
    } catch (SQLException e) {
      LOGGER.log(
          Level.WARNING,
          "Rows of {0} are not removed yet (SQLite {1})",
          removal.agentId(),
          e.getErrorCode());
      rollback();
      removeAfter = System.nanoTime() + MAX_PAUSE.toNanos();
      if (SqliteDatabase.isDamage(e)) {
        removals.drop(); // the next start retries it
      }
    }
  }

  /** Returns the number of removed batches of rows. */
  long batchesRemoved() {
    return batchesRemoved.get();
  }

  private void writeUntilDone(List<PendingWrite> batch) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      long started = System.nanoTime();
      try {
        commit(batch);
        observer.onWritten(
            batch.stream().mapToInt(write -> write.items().size()).sum(),
            System.nanoTime() - started);
        works();
        return;
      } catch (SQLException e) {
        rollback();
        if (SqliteDatabase.isPoison(e) || SqliteDatabase.isDamage(e)) {
          isolate(batch, e);
          return;
        }
        fails(database.sentence(e));
      } catch (GeneralSecurityException e) {
        rollback();
        isolate(batch, e);
        return;
      }
      if (queue.isGivenUpWithin(pause)) {
        batch.forEach(PendingWrite::refuse);
        return;
      }
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : longer;
    }
  }

  private void commit(List<PendingWrite> batch) throws SQLException, GeneralSecurityException {
    database.requireInPlace();
    ChangeWriter writing = changes.isPresent() ? changes.get() : opener.open();
    changes = Optional.of(writing);
    List<StoredEvent> events = new ArrayList<>();
    boolean deleted = false;
    for (PendingWrite write : batch) {
      for (PendingWrite.Item item : write.items()) {
        writing.apply(item.change(), item.json()).ifPresent(events::add);
        deleted |= item.change() instanceof Change.AgentDeleted;
      }
    }
    writing.connection().commit();
    committed = writing.position();
    List<Removal> left = writing.left();
    removals.add(left);
    if (deleted && left.isEmpty()) {
      tryToForgetTraces(writing.connection());
    }
    delivery.put(events);
    batch.forEach(PendingWrite::complete);
  }

  /** Removes deleted data from the log. A failure must not repeat the write, which is committed. */
  private void tryToForgetTraces(Connection connection) {
    tracesLeft = false;
    try {
      if (!SqliteDatabase.emptyLog(connection)) {
        tracesLeft = true; // a reader is active, for example a backup
        tracesAfter = System.nanoTime() + MAX_PAUSE.toNanos();
      }
    } catch (SQLException e) {
      LOGGER.log(Level.WARNING, "Deleted data may stay in the files until the next deletion");
      rollback();
    }
  }

  private void retryToForgetTraces() {
    if (tracesLeft && System.nanoTime() - tracesAfter >= 0) {
      changes.ifPresent(writing -> tryToForgetTraces(writing.connection()));
    }
  }

  /** Writes the calls one by one, so that a failing one does not block the others. */
  private void isolate(List<PendingWrite> batch, Exception failure) throws InterruptedException {
    if (batch.size() > 1) {
      for (PendingWrite write : batch) {
        writeUntilDone(List.of(write));
      }
      return;
    }
    LOGGER.log(
        Level.ERROR,
        "A change of {0} cannot be stored and is discarded: {1}",
        batch.getFirst().items().getFirst().change().agentId(),
        failure instanceof SQLException e
            ? "the database refuses it (SQLite " + e.getErrorCode() + ")"
            : "it cannot be encrypted; check the key");
    batch.getFirst().refuse();
  }

  /** Discards the failed transaction and its connection; the next attempt opens a new one. */
  private void rollback() {
    Optional<ChangeWriter> failed = changes;
    changes = Optional.empty();
    try {
      if (failed.isPresent()) {
        failed.get().connection().close();
      }
    } catch (SQLException e) {
      LOGGER.log(Level.DEBUG, "A failed connection could not be closed");
    }
  }

  private void fails(String sentence) {
    observer.onFailed(sentence);
    if (trouble.isEmpty()) {
      report(Optional.of(sentence));
    }
  }

  private void works() {
    if (trouble.isPresent()) {
      report(Optional.empty());
    }
  }

  private void report(Optional<String> now) {
    trouble = now;
    Thread.ofVirtual().name("store-trouble").start(() -> onTrouble.accept(now));
  }

  /** Returns the number of pending calls. */
  int pending() {
    return queue.size();
  }
}
