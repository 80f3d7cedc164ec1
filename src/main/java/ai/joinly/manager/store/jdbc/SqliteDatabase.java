package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.file.DatabaseFiles;
import ai.joinly.manager.store.jdbc.file.FilesInPlace;
import ai.joinly.manager.store.jdbc.file.PrivateFiles;
import ai.joinly.manager.store.jdbc.file.SqliteLibrary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.api.FlywayException;

/**
 * Database file: used by one process at a time, migrated, and written by one connection.
 * Thread-safe.
 */
public final class SqliteDatabase implements AutoCloseable {
  private static final int MAX_ID_BYTES = 64;
  private static final int FULL = 13;
  private static final int WAIT_MILLIS = 5_000;

  /** Timeout of operations that can be done later as well. */
  private static final int SHORT_WAIT_MILLIS = 50;

  private static final int IO_ERROR_OF_DAMAGED_FILE = 8458;

  private final DatabaseFiles files;
  private final FileChannel lockFile;
  private final FileLock lock;
  private volatile int maxPages = Integer.MAX_VALUE;

  private final FilesInPlace inPlace;

  private SqliteDatabase(
      DatabaseFiles files, FileChannel lockFile, FileLock lock, FilesInPlace inPlace) {
    this.files = files;
    this.lockFile = lockFile;
    this.lock = lock;
    this.inPlace = inPlace;
  }

  /**
   * Refuses to write to files that were moved or removed.
   *
   * @throws SQLException when the database or its lock file was moved, removed or replaced
   */
  void requireInPlace() throws SQLException {
    inPlace.require();
  }

  /**
   * Opens the database; creates it if it does not exist.
   *
   * @throws StoreException when it cannot be opened, for example because another process uses it
   */
  public static SqliteDatabase open(Path file) {
    Path path = file.toAbsolutePath();
    DatabaseFiles files = new DatabaseFiles(path);
    files.requireNoneLost();
    try {
      Files.createDirectories(
          Optional.ofNullable(path.getParent()).orElseThrow(() -> new IOException("no directory")));
      FileChannel channel = PrivateFiles.open(files.companion(".lock"));
      Optional<FileLock> lock = lock(channel);
      if (lock.isEmpty()) {
        channel.close();
        throw inUse(path);
      }
      if (Files.notExists(path)) {
        PrivateFiles.create(path); // SQLite gives its other files the same permissions
      }
      SqliteDatabase database =
          new SqliteDatabase(files, channel, lock.get(), FilesInPlace.of(files));
      files.tighten();
      try {
        database.migrate();
      } catch (StoreException e) {
        database.close();
        throw e;
      }
      return database;
    } catch (IOException e) {
      throw unusable(
          files,
          e,
          "The database "
              + path
              + " cannot be opened or created: check the path and its permissions.");
    }
  }

  /** Returns the exception for a database that cannot be opened; its disk may be the reason. */
  private static StoreException unusable(DatabaseFiles files, Exception cause, String otherwise) {
    Optional<String> readOnly = files.readOnly();
    if (readOnly.isPresent()) {
      return new StoreException(
          "The database " + files.database() + " cannot be opened: " + readOnly.get(), cause);
    }
    return isFull(cause) || files.isDiskFull()
        ? new StoreException(
            StoreException.Reason.DISK_FULL,
            "The disk with the store "
                + files.database()
                + " is full, so it cannot be opened: free some space. Nothing was changed.",
            cause)
        : new StoreException(otherwise, cause);
  }

  private static boolean isFull(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && (sql.getErrorCode() & 0xff) == FULL) {
        return true;
      }
    }
    return false;
  }

  /** Returns the exception for a store that cannot be opened although its database was opened. */
  StoreException unusable(SQLException failure) {
    return unusable(files, failure, isDamage(failure) ? damagedForStart() : sentence(failure));
  }

  /** Returns the exception for a database that is locked by another process. */
  public static StoreException inUse(Path database) {
    return new StoreException(
        "Another manager uses the database "
            + database
            + ": stop it first, or give this one another STORE_PATH.");
  }

  private String damagedForStart() {
    return "The database "
        + path()
        + " is damaged where it must be readable for a start: run --check, and restore a backup.";
  }

  /** Returns the exception for an open database that cannot be read. */
  StoreException unreadable(Throwable failure) {
    return new StoreException(
        failure instanceof SQLException sql && isDamage(sql)
            ? damagedForStart()
            : "The database %s cannot be read%s: run --check; if it is damaged, restore a backup."
                .formatted(
                    path(),
                    failure instanceof SQLException sql
                        ? " (SQLite " + sql.getErrorCode() + ")"
                        : ""),
        failure);
  }

  /** Locks a lock file; returns empty if another manager holds the lock. */
  public static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // this process holds it
    }
  }

  private void migrate() {
    try (Connection first = connect()) {
      Migration.State state = Migration.state(first);
      if (state == Migration.State.AHEAD) { // before anything is written
        throw new StoreException(
            "The database "
                + path()
                + " was made by a newer version of the manager: run that version, or set another"
                + " STORE_PATH.");
      }
      execute(first, "PRAGMA journal_mode=WAL"); // persistent in the file
      if (state == Migration.State.BEHIND) {
        Migration.run(first, path(), url(path()));
      }
    } catch (SQLException | FlywayException e) {
      throw unusable(
          files,
          e,
          "The database "
              + path()
              + " cannot be used: it is damaged, or not writable. Run --check; if it is damaged,"
              + " restore a backup.");
    }
  }

  private static String url(Path path) {
    return "jdbc:sqlite:" + path;
  }

  public Path path() {
    return files.database();
  }

  /** Returns the id of the database that this lock file belongs to; empty for a new file. */
  public String lockedId() throws IOException {
    ByteBuffer id = ByteBuffer.allocate(MAX_ID_BYTES);
    lockFile.read(id, 0);
    return new String(id.array(), 0, id.position(), StandardCharsets.US_ASCII).strip();
  }

  /** Writes the id of the database into its lock file. */
  public void lockedId(String id) throws IOException {
    lockFile.truncate(0);
    lockFile.write(ByteBuffer.wrap(id.getBytes(StandardCharsets.US_ASCII)), 0);
    lockFile.force(true);
  }

  /** Simulates a full disk: limits the pages of the database from the next writer connection on. */
  void limitPages(int most) {
    maxPages = most;
  }

  /** Opens the writer connection, which overwrites deleted data. */
  public Connection writer() throws SQLException {
    Connection connection = connect();
    execute(connection, "PRAGMA synchronous=FULL");
    execute(connection, "PRAGMA secure_delete=ON");
    if (maxPages < Integer.MAX_VALUE) {
      execute(connection, "PRAGMA max_page_count=" + maxPages);
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /** Opens a connection that reads committed data. */
  Connection reader() throws SQLException {
    Connection connection = connect();
    execute(connection, "PRAGMA query_only=ON");
    return connection;
  }

  private Connection connect() throws SQLException {
    return connect(path());
  }

  /** Opens a connection to a database that may be in use by another process. */
  public static Connection connect(Path path) throws SQLException {
    SqliteLibrary.load();
    Properties properties = new Properties();
    // By default, the driver queries the last row id after each statement.
    properties.setProperty("jdbc.get_generated_keys", "false");
    Connection connection = DriverManager.getConnection(url(path), properties);
    execute(connection, "PRAGMA busy_timeout=" + WAIT_MILLIS);
    return connection;
  }

  /**
   * Transfers the write-ahead log into the database file and truncates the log, which may contain
   * deleted rows.
   *
   * @return whether it succeeded; it fails while a reader uses an older snapshot
   */
  static boolean emptyLog(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try {
      execute(connection, "PRAGMA busy_timeout=" + SHORT_WAIT_MILLIS);
      return Queries.list(connection, row -> row.getInt(1), "PRAGMA wal_checkpoint(TRUNCATE)")
              .getFirst()
          == 0;
    } finally {
      execute(connection, "PRAGMA busy_timeout=" + WAIT_MILLIS);
      connection.setAutoCommit(false);
    }
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Returns a message about the failure for the operator, without any stored content. */
  String sentence(SQLException failure) {
    if (failure instanceof FilesInPlace.MovedException moved) {
      return "The store "
          + path()
          + " is in use, but "
          + moved.file()
          + " was moved, removed or replaced: put the same file back, or stop the manager and restore"
          + " a backup. No new work is started.";
    }
    return switch (failure.getErrorCode() & 0xff) {
      case 5, 6 ->
          "The store "
              + path()
              + " is locked by another process, such as sqlite3 or a copy program: end it; no new"
              + " work is started.";
      case FULL -> "The disk with the store " + path() + " is full; no new work is started.";
      case 8 -> "The store " + path() + " is not writable (read-only); no new work is started.";
      case 10 -> "The disk with the store " + path() + " fails; no new work is started.";
      default ->
          "The store "
              + path()
              + " cannot be written (SQLite "
              + failure.getErrorCode()
              + "); no new work is started.";
    };
  }

  /** Returns whether a part of the file is damaged, so that only some rows cannot be read. */
  public static boolean isDamage(SQLException failure) {
    return switch (failure.getErrorCode() & 0xff) {
      case 11, 18 -> true;
      default -> failure.getErrorCode() == IO_ERROR_OF_DAMAGED_FILE;
    };
  }

  /** Returns whether the failure is caused by the written data, so that a retry would not help. */
  static boolean isPoison(SQLException failure) {
    return switch (failure.getErrorCode() & 0xff) {
      case 18, 19, 20, 25 -> true;
      default -> false;
    };
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      // Released at the end of the process.
    }
  }
}
