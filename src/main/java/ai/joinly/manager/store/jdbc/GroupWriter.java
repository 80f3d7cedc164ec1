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
 * The one thread that writes: it takes all that waits, commits it in one transaction and hands the
 * events on. While the disk fails everything waits in order. A platform thread, since the database
 * holds on to the thread that calls it.
 */
final class GroupWriter {
  private static final System.Logger LOGGER = System.getLogger(GroupWriter.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SqliteDatabase database;
  private final Opener opener;
  private final Delivery delivery;
  private final WriteQueue queue;
  private final Consumer<Optional<String>> onTrouble;
  private final StoreObserver observer;
  private final Thread thread;

  /** Opens a connection that writes. */
  @FunctionalInterface
  interface Opener {
    ChangeWriter open() throws SQLException;
  }

  // Of the writer's thread: none after a failure, which may leave a connection in any state.
  private Optional<ChangeWriter> changes;

  private final Removals removals;
  // A time of System.nanoTime() before which nothing is removed.
  private long removeAfter = System.nanoTime();

  // Whether what was deleted may stand in the log of changes still, and when to look again.
  private boolean tracesLeft;
  private long tracesAfter = System.nanoTime();

  // Written by the writer's thread, read by anybody.
  private final AtomicLong batchesRemoved = new AtomicLong();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile long committed;

  /**
   * @param buffer bytes that may wait before transcripts are left unread; three times as many make
   *     every writer wait
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

  /** The position of the newest event on the disk. */
  long committed() {
    return committed;
  }

  void write(List<Change> changes, Optional<CompletableFuture<Void>> done) {
    PendingWrite write = PendingWrite.of(changes, done);
    if (!queue.put(write)) {
      write.refuse();
    }
  }

  /** Lets the writer look whether it could write, if it has nothing else to do. */
  void look() {
    if (queue.size() == 0) {
      write(List.of(), Optional.empty());
    }
  }

  void awaitRoom() throws InterruptedException {
    queue.awaitRoom();
  }

  /** Refuses what comes later and writes what waits; whether it was all. */
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
      LOGGER.log(Level.DEBUG, "The store was left before all was tidied up");
    }
    delivery.close();
  }

  /** Whether there is something to be removed, and the last attempt has not just failed. */
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
      removeAfter = System.nanoTime() + LONGEST_PAUSE.toNanos();
      if (SqliteDatabase.isDamage(e)) {
        removals.drop(); // the next start tries it again
      }
    }
  }

  /** Returns how many batches of rows were removed. */
  long batchesRemoved() {
    return batchesRemoved.get();
  }

  private void writeUntilDone(List<PendingWrite> batch) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      long begun = System.nanoTime();
      try {
        commit(batch);
        observer.onWritten(
            batch.stream().mapToInt(write -> write.items().size()).sum(),
            System.nanoTime() - begun);
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
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
  }

  private void commit(List<PendingWrite> batch) throws SQLException, GeneralSecurityException {
    database.requireInPlace();
    ChangeWriter writing = changes.isPresent() ? changes.get() : opener.open();
    changes = Optional.of(writing);
    List<StoredEvent> told = new ArrayList<>();
    boolean deleted = false;
    for (PendingWrite write : batch) {
      for (PendingWrite.Item item : write.items()) {
        writing.apply(item.change(), item.json()).ifPresent(told::add);
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
    delivery.put(told);
    batch.forEach(PendingWrite::complete);
  }

  /** It is committed: whatever fails now must not make it be written again. */
  private void tryToForgetTraces(Connection connection) {
    tracesLeft = false;
    try {
      if (!SqliteDatabase.emptyLog(connection)) {
        tracesLeft = true; // somebody reads, as a backup does
        tracesAfter = System.nanoTime() + LONGEST_PAUSE.toNanos();
      }
    } catch (SQLException e) {
      LOGGER.log(Level.WARNING, "What was deleted may stay in the files until the next deletion");
      rollback();
    }
  }

  private void retryToForgetTraces() {
    if (tracesLeft && System.nanoTime() - tracesAfter >= 0) {
      changes.ifPresent(writing -> tryToForgetTraces(writing.connection()));
    }
  }

  /** One call that cannot be written must not hold up the others. */
  private void isolate(List<PendingWrite> batch, Exception failure) throws InterruptedException {
    if (batch.size() > 1) {
      for (PendingWrite write : batch) {
        writeUntilDone(List.of(write));
      }
      return;
    }
    LOGGER.log(
        Level.ERROR,
        "What happened to {0} cannot be stored and is left out: {1}",
        batch.getFirst().items().getFirst().change().agentId(),
        failure instanceof SQLException e
            ? "the database refuses it (SQLite " + e.getErrorCode() + ")"
            : "it cannot be encrypted; check the key");
    batch.getFirst().refuse();
  }

  /** Nothing of what failed stays, and the next attempt begins with a new connection. */
  private void rollback() {
    Optional<ChangeWriter> failed = changes;
    changes = Optional.empty();
    try {
      if (failed.isPresent()) {
        failed.get().connection().close();
      }
    } catch (SQLException e) {
      LOGGER.log(Level.DEBUG, "A connection that had failed could not be closed");
    }
  }

  private void fails(String sentence) {
    observer.onFailed(sentence);
    if (trouble.isEmpty()) {
      tell(Optional.of(sentence));
    }
  }

  private void works() {
    if (trouble.isPresent()) {
      tell(Optional.empty());
    }
  }

  private void tell(Optional<String> now) {
    trouble = now;
    Thread.ofVirtual().name("store-trouble").start(() -> onTrouble.accept(now));
  }

  /** Calls that wait. */
  int pending() {
    return queue.size();
  }
}
