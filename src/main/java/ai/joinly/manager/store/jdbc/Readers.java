package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Pool of a few platform threads that read, as the database pins its calling thread. Virtual
 * threads wait for them without pinning a carrier. Thread-safe.
 */
final class Readers implements AutoCloseable {
  private static final int READERS = 3;

  /** Query on a connection. */
  interface Query<T> {
    T read(Connection connection) throws SQLException;
  }

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          READERS, Thread.ofPlatform().name("store-reader-", 0).daemon().factory());
  private final BlockingQueue<Connection> connections = new ArrayBlockingQueue<>(READERS);

  private final SqliteDatabase database;

  Readers(SqliteDatabase database) throws SQLException {
    this.database = database;
    for (int i = 0; i < READERS; i++) {
      connections.add(database.reader());
    }
  }

  <T> T read(Query<T> query) {
    try {
      return threads.submit(() -> readNow(query)).get();
    } catch (ExecutionException | RejectedExecutionException e) {
      throw database.unreadable(Optional.ofNullable(e.getCause()).orElse(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("The read was interrupted.", e);
    }
  }

  private <T> T readNow(Query<T> query) throws SQLException, InterruptedException {
    Connection connection = connections.take();
    try {
      return query.read(connection);
    } finally {
      connections.add(connection);
    }
  }

  @Override
  public void close() {
    threads.close();
    for (Connection left = connections.poll(); left != null; left = connections.poll()) {
      try {
        left.close();
      } catch (SQLException e) {
        // Closed at the end of the process.
      }
    }
  }
}
