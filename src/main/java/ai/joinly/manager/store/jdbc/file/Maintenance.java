package ai.joinly.manager.store.jdbc.file;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.DatabaseCheck;
import ai.joinly.manager.store.jdbc.IdempotencyRows;
import ai.joinly.manager.store.jdbc.JdbcStore;
import ai.joinly.manager.store.jdbc.Migration;
import ai.joinly.manager.store.jdbc.Queries;
import ai.joinly.manager.store.jdbc.SecretBox;
import ai.joinly.manager.store.jdbc.SqliteDatabase;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Backup, restore, key rotation and check of a database file. */
public final class Maintenance {
  /** Suffix of the key file next to a backup. */
  private static final String KEY_SUFFIX = ".key";

  /** Suffix of the new key file during a rotation, which may have been interrupted. */
  private static final String NEXT_SUFFIX = ".next";

  /** SQLite's error code for a file that is not a database. */
  private static final int NO_DATABASE = 26;

  private Maintenance() {}

  /**
   * Writes a consistent copy of the database and of its key file, if it has one. A manager may be
   * running on the database.
   *
   * @return the written files
   * @throws StoreException when there is no database, the target exists or cannot be written
   */
  public static List<Path> backup(Settings.Store settings, Path target) {
    Path database = existing(settings);
    new DatabaseFiles(database).requireNoneLost();
    Path copy = target.toAbsolutePath();
    Path keyCopy = copy.resolveSibling(copy.getFileName() + KEY_SUFFIX);
    refuseExisting(copy);
    requireDirectory(copy);
    Path unfinished = copy.resolveSibling(copy.getFileName() + ".new");
    try {
      Files.deleteIfExists(unfinished);
      PrivateFiles.create(unfinished);
      try (Connection connection = SqliteDatabase.connect(database)) {
        Queries.update(connection, "VACUUM INTO ?", unfinished.toString());
      }
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      List<Path> written = new ArrayList<>();
      Path key = SecretKeys.file(database);
      if (settings.secretKey().isEmpty() && Files.exists(key)) {
        refuseExisting(keyCopy);
        PrivateFiles.write(keyCopy, Files.readAllBytes(key));
        written.add(keyCopy);
      }
      Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
      written.addFirst(copy);
      return written;
    } catch (IOException | SQLException e) {
      throw backupFailed(database, copy, e);
    } finally {
      remove(unfinished);
    }
  }

  private static StoreException backupFailed(Path database, Path copy, Exception cause) {
    boolean damaged =
        cause instanceof SQLException sql
            && (SqliteDatabase.isDamage(sql) || (sql.getErrorCode() & 0xff) == NO_DATABASE);
    return new StoreException(
        damaged
            ? "The database "
                + database
                + " is damaged, so no backup of it can be made: run --check, and restore an older"
                + " backup. Nothing was written."
            : "The backup " + copy + " could not be written: check the disk and its permissions.",
        cause);
  }

  private static void requireDirectory(Path file) {
    Path directory = Optional.ofNullable(file.getParent()).orElse(file);
    if (!Files.isDirectory(directory)) {
      throw new StoreException(
          "The directory " + directory + " does not exist: create it first. Nothing was written.");
    }
  }

  private static void remove(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      // The rest of the file is harmless.
    }
  }

  /**
   * Restores a backup as the database, which must not exist. Its agents are stopped and its meeting
   * sessions discarded, as the original may still be in use.
   *
   * @throws StoreException when the backup is damaged, its key is missing or wrong, or the database
   *     exists
   */
  public static void restore(Settings.Store settings, Path backup) {
    Path source = backup.toAbsolutePath();
    Path database = path(settings);
    if (!Files.isRegularFile(source)) {
      throw new StoreException("There is no backup " + source + ".");
    }
    if (isUsed(database)) {
      refuseExisting(database);
    }
    Path key = SecretKeys.file(database);
    Path keyCopy = source.resolveSibling(source.getFileName() + KEY_SUFFIX);
    boolean withKeyFile = settings.secretKey().isEmpty();
    if (withKeyFile && !Files.exists(keyCopy)) {
      throw new StoreException(
          "The key of the backup is missing: put its key file to "
              + keyCopy
              + " or set SECRET_KEY to the key it was created with. Nothing was changed.");
    }
    checkIntegrity(source);
    try {
      if (withKeyFile && !isSame(key, keyCopy)) {
        refuseExisting(key);
      }
      Files.createDirectories(database.getParent());
    } catch (IOException e) {
      throw notRestored(database, e);
    }
    // A running manager holds the lock even if its database was moved away.
    try (FileChannel lock = PrivateFiles.open(new DatabaseFiles(database).companion(".lock"))) {
      if (SqliteDatabase.lock(lock).isEmpty()) {
        throw SqliteDatabase.inUse(database);
      }
      lock.truncate(0); // without the id of the previous database the copy gets its own id
      for (String suffix : List.of("-wal", "-shm")) {
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + suffix));
      }
      if (withKeyFile && Files.notExists(key)) {
        PrivateFiles.write(key, Files.readAllBytes(keyCopy));
      }
      Path unfinished = database.resolveSibling(database.getFileName() + ".new");
      Files.deleteIfExists(unfinished);
      PrivateFiles.copy(source, unfinished);
      Files.move(
          unfinished,
          database,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw notRestored(database, e);
    }
    // Opening it checks the key and assigns a new id.
    JdbcStore.open(settings, event -> {}, trouble -> {}).close();
  }

  private static StoreException notRestored(Path database, IOException cause) {
    return new StoreException(
        "The backup could not be restored to " + database + ": check the disk and its permissions.",
        cause);
  }

  /**
   * Encrypts all secrets with another key. No manager may be running on the database.
   *
   * @param newKey replaces the current key; if empty, a new key file is created
   * @return the number of agents whose secrets were encrypted with the new key
   */
  public static int rotateKey(Settings.Store settings, Optional<Secret> newKey) {
    Path database = existing(settings);
    if (settings.secretKey().isPresent() && newKey.isEmpty()) {
      throw new StoreException(
          "SECRET_KEY is set: put the new key into SECRET_KEY_NEW, rotate, and then set SECRET_KEY"
              + " to it.");
    }
    JdbcStore.open(settings, event -> {}, trouble -> {}).close(); // checks the current key
    SqliteDatabase file = SqliteDatabase.open(database);
    try (Connection connection = file.writer()) {
      requireSound(connection, database);
      SecretBox old = new SecretBox(SecretKeys.load(database, settings.secretKey(), true));
      Path key = SecretKeys.file(database);
      Path next = key.resolveSibling(key.getFileName() + NEXT_SUFFIX);
      SecretBox box =
          new SecretBox(
              SecretKeys.derive(newKey.isPresent() ? newKey.get().value() : SecretKeys.make(next)));
      int agents = encrypt(connection, old, box);
      IdempotencyRows.encrypt(connection, old, box);
      KeyCheck.replace(connection, box);
      connection.commit();
      connection.setAutoCommit(true);
      SqliteDatabase.execute(
          connection, "PRAGMA wal_checkpoint(TRUNCATE)"); // it contained old texts
      if (newKey.isEmpty()) {
        Files.move(next, key, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(key);
      }
      return agents;
    } catch (SQLException | GeneralSecurityException | IOException e) {
      throw new StoreException("The key could not be changed; the old one is still valid.", e);
    } finally {
      file.close();
    }
  }

  /** Refuses a damaged database: it may hold secrets that would silently keep the old key. */
  private static void requireSound(Connection connection, Path database) throws SQLException {
    List<String> problems = integrity(connection);
    connection.rollback();
    if (!problems.isEmpty()) {
      throw new StoreException(
          "The database "
              + database
              + " is damaged, so its key was not changed: run --check, and restore a backup.");
    }
  }

  private static int encrypt(Connection connection, SecretBox old, SecretBox box)
      throws SQLException, GeneralSecurityException {
    Map<String, String> secrets = new TreeMap<>();
    Queries.list(
            connection,
            row -> Map.entry(row.getString(1), row.getString(2)),
            "SELECT id, secrets FROM agents")
        .forEach(agent -> secrets.put(agent.getKey(), agent.getValue()));
    for (Map.Entry<String, String> agent : secrets.entrySet()) {
      String id = agent.getKey();
      Queries.update(
          connection,
          "UPDATE agents SET secrets = ? WHERE id = ?",
          box.lock(id, old.unlock(id, agent.getValue())),
          id);
    }
    return secrets.size();
  }

  /**
   * Completes a key rotation whose process ended between the commit and the replacement of the key
   * file.
   */
  public static void finishRotation(Connection connection, Path database) throws SQLException {
    Path key = SecretKeys.file(database);
    Path next = key.resolveSibling(key.getFileName() + NEXT_SUFFIX);
    try {
      if (!Files.exists(next)) {
        return;
      }
      if (KeyCheck.fits(connection, new SecretBox(SecretKeys.derive(SecretKeys.read(next))))) {
        Files.move(next, key, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.delete(next);
      }
    } catch (IOException e) {
      throw new StoreException("The key file " + next + " cannot be read or moved.", e);
    }
  }

  /** Returns the evidence that a database was lost and the remedy; empty if none was lost. */
  public static Optional<String> lost(Settings.Store settings) {
    return new DatabaseFiles(path(settings)).lost();
  }

  /**
   * Reads the entire database without changing it. A manager may be running on it.
   *
   * @return the problems, one sentence each; empty if there are none
   */
  public static List<String> check(Settings.Store settings) {
    Path database = existing(settings);
    Optional<String> lost = new DatabaseFiles(database).lost();
    if (lost.isPresent()) {
      return List.of(lost.get());
    }
    if (!isUsed(database)) {
      return List.of(
          "It is empty (0 bytes), so it is neither a database nor a backup; a start creates a new one from it.");
    }
    List<String> problems = new ArrayList<>();
    new DatabaseFiles(database)
        .readOnly()
        .ifPresent(sentence -> problems.add("A manager could not write it: " + sentence));
    try (Connection connection = SqliteDatabase.connect(database)) {
      connection.setAutoCommit(false);
      SqliteDatabase.execute(connection, "PRAGMA query_only=ON");
      Migration.State state = Migration.state(connection);
      if (state == Migration.State.AHEAD) {
        problems.add("It was made by a newer version of the manager.");
      }
      problems.addAll(integrity(connection));
      if (state != Migration.State.BEHIND) { // otherwise tables and columns are missing
        problems.addAll(
            DatabaseCheck.damagedRows(connection, secrets(connection, settings, problems)));
      }
    } catch (SQLException e) {
      problems.add(
          new DatabaseFiles(database).isDiskFull()
              ? "It cannot be read: its disk is full."
              : "It cannot be read: it is damaged, or not readable.");
    }
    return problems;
  }

  /** Returns a note about the migration that the next start runs; empty if none is needed. */
  public static Optional<String> migration(Settings.Store settings) {
    Path database = path(settings);
    if (!isUsed(database)) {
      return Optional.empty();
    }
    try (Connection connection = SqliteDatabase.connect(database)) {
      SqliteDatabase.execute(connection, "PRAGMA query_only=ON");
      return Migration.state(connection) == Migration.State.BEHIND
          ? Optional.of(
              "It has an older version (%s): the next start migrates it to %s, so make a backup first."
                  .formatted(Migration.version(connection), Migration.NEWEST))
          : Optional.empty();
    } catch (SQLException e) {
      return Optional.empty(); // the check reports the problem
    }
  }

  /** Returns the box that decrypts secrets, if the key is correct. */
  private static Optional<SecretBox> secrets(
      Connection connection, Settings.Store settings, List<String> problems) throws SQLException {
    try {
      SecretBox secrets =
          new SecretBox(SecretKeys.load(existing(settings), settings.secretKey(), true));
      if (KeyCheck.fits(connection, secrets)) {
        return Optional.of(secrets);
      }
      problems.add("The key is not the one it was created with.");
    } catch (StoreException e) {
      problems.add(e.userMessage());
    }
    return Optional.empty();
  }

  private static void checkIntegrity(Path file) {
    if (!isUsed(file)) {
      throw new StoreException(
          "The backup " + file + " is empty (0 bytes): use another one. Nothing was changed.");
    }
    List<String> problems;
    try (Connection connection = SqliteDatabase.connect(file)) {
      problems = integrity(connection);
      if (Migration.version(connection) == 0) {
        throw new StoreException(
            "The backup "
                + file
                + " is no database of the manager: use another one. Nothing was"
                + " changed.");
      }
    } catch (SQLException e) {
      throw new StoreException(
          "The backup " + file + " is not a database, or it is damaged: use another one.", e);
    }
    if (!problems.isEmpty()) {
      throw new StoreException("The backup " + file + " is damaged: " + problems.getFirst());
    }
  }

  private static List<String> integrity(Connection connection) throws SQLException {
    try {
      return Queries.list(connection, row -> row.getString(1), "PRAGMA integrity_check(20)")
          .stream()
          .filter(line -> !line.equals("ok"))
          .map(line -> "Its file is damaged: " + line)
          .toList();
    } catch (SQLException e) {
      if (!SqliteDatabase.isDamage(e)) {
        throw e;
      }
      return List.of("Its file is damaged (SQLite " + e.getErrorCode() + ").");
    }
  }

  private static Path path(Settings.Store settings) {
    if (settings.path().equals(Settings.Store.IN_MEMORY)) {
      throw new StoreException("STORE_PATH is memory: there is no database file.");
    }
    return Path.of(settings.path()).toAbsolutePath();
  }

  private static Path existing(Settings.Store settings) {
    Path database = path(settings);
    if (!Files.isRegularFile(database)) {
      throw new StoreException("There is no database " + database + ": check STORE_PATH.");
    }
    return database;
  }

  private static boolean isUsed(Path file) {
    try {
      return Files.size(file) > 0;
    } catch (IOException e) {
      return false; // it does not exist
    }
  }

  private static boolean isSame(Path file, Path other) throws IOException {
    return Files.exists(file) && Files.mismatch(file, other) < 0;
  }

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw new StoreException(file + " exists: move it away first. Nothing was changed.");
    }
  }
}
