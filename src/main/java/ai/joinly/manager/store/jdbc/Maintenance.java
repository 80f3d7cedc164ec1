package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.model.Secret;
import ai.joinly.manager.store.StoreException;
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

/** Backup, restore, key rotation and check of a database file, each for one caller. */
public final class Maintenance {
  /** The name of the key file next to a backup. */
  private static final String KEY_SUFFIX = ".key";

  /** The key of a rotation that may have been interrupted. */
  private static final String NEXT_SUFFIX = ".next";

  private static final int DAMAGED_ROWS_SHOWN = 20;

  private Maintenance() {}

  /**
   * Writes a consistent copy of the database, and of its key file if it has one, while a manager
   * may be running on it.
   *
   * @return the files that were written
   * @throws StoreException when there is no database, the target exists or cannot be written
   */
  public static List<Path> backup(Settings.Store settings, Path target) {
    Path database = existing(settings);
    Path copy = target.toAbsolutePath();
    Path keyCopy = copy.resolveSibling(copy.getFileName() + KEY_SUFFIX);
    refuseExisting(copy);
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
      throw new StoreException(
          "The backup " + copy + " could not be written: check the disk and its rights.", e);
    }
  }

  /**
   * Puts a backup in the place of the database, which must not exist. Its agents are stopped and
   * its meeting sessions forgotten, since the original may still be in use.
   *
   * @throws StoreException when the backup is damaged, its key is missing or another one, or the
   *     place is taken
   */
  public static void restore(Settings.Store settings, Path backup) {
    Path source = backup.toAbsolutePath();
    Path database = path(settings);
    if (!Files.isRegularFile(source)) {
      throw new StoreException("There is no backup " + source + ".");
    }
    refuseExisting(database);
    Path key = SecretKeys.file(database);
    Path keyCopy = source.resolveSibling(source.getFileName() + KEY_SUFFIX);
    boolean withKeyFile = settings.secretKey().isEmpty();
    if (withKeyFile && !Files.exists(keyCopy)) {
      throw new StoreException(
          "The key of the backup is missing: put its key file to "
              + keyCopy
              + " or set SECRET_KEY to the key it was made with. Nothing was changed.");
    }
    try {
      checkIntegrity(source);
      Files.createDirectories(database.toAbsolutePath().getParent());
      for (String suffix : List.of("-wal", "-shm", ".lock")) {
        Files.deleteIfExists(database.resolveSibling(database.getFileName() + suffix));
      }
      if (withKeyFile) {
        refuseExisting(key);
        PrivateFiles.write(key, Files.readAllBytes(keyCopy));
      }
      Path unfinished = database.resolveSibling(database.getFileName() + ".new");
      Files.deleteIfExists(unfinished);
      PrivateFiles.create(unfinished);
      Files.copy(source, unfinished, StandardCopyOption.REPLACE_EXISTING);
      Files.move(unfinished, database, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StoreException(
          "The backup could not be restored to " + database + ": check the disk and its rights.",
          e);
    }
    // Opening it checks the key and makes it a database of its own.
    JdbcStore.open(settings, event -> {}, trouble -> {}).close();
  }

  /**
   * Encrypts all secrets with another key. No manager may be running on the database.
   *
   * @param newKey replaces the key in force; without it a new key file is made
   * @return how many agents have secrets under the new key
   */
  public static int rotateKey(Settings.Store settings, Optional<Secret> newKey) {
    Path database = existing(settings);
    if (settings.secretKey().isPresent() && newKey.isEmpty()) {
      throw new StoreException(
          "SECRET_KEY is set: put the new key into SECRET_KEY_NEW, rotate, and then set SECRET_KEY"
              + " to it.");
    }
    JdbcStore.open(settings, event -> {}, trouble -> {}).close(); // the key in force is right
    SqliteDatabase file = SqliteDatabase.open(database);
    try (Connection connection = file.writer()) {
      SecretBox old = new SecretBox(SecretKeys.load(database, settings.secretKey(), true));
      Path key = SecretKeys.file(database);
      Path next = key.resolveSibling(key.getFileName() + NEXT_SUFFIX);
      SecretBox box =
          new SecretBox(
              SecretKeys.derive(newKey.isPresent() ? newKey.get().value() : SecretKeys.make(next)));
      int agents = encrypt(connection, old, box);
      KeyCheck.replace(connection, box);
      connection.commit();
      connection.setAutoCommit(true);
      SqliteDatabase.execute(
          connection, "PRAGMA wal_checkpoint(TRUNCATE)"); // old texts stood there
      if (newKey.isEmpty()) {
        Files.move(next, key, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.deleteIfExists(key);
      }
      return agents;
    } catch (SQLException | GeneralSecurityException | IOException e) {
      throw new StoreException("The key could not be changed; the old one is still in force.", e);
    } finally {
      file.close();
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
   * Puts the key file of a rotation in force whose process ended between its commit and the change
   * of the file.
   */
  static void finishRotation(Connection connection, Path database) throws SQLException {
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

  /**
   * Reads all of the database without changing it; a manager may be running on it.
   *
   * @return what is wrong, a sentence each; empty when all is well
   */
  public static List<String> check(Settings.Store settings) {
    Path database = existing(settings);
    List<String> problems = new ArrayList<>();
    try (Connection connection = SqliteDatabase.connect(database)) {
      connection.setAutoCommit(false);
      SqliteDatabase.execute(connection, "PRAGMA query_only=ON");
      switch (Migration.state(connection)) {
        case AHEAD -> problems.add("It was made by a newer version of the manager.");
        case BEHIND -> problems.add("It is of an older version; the next start migrates it.");
        case DONE -> {}
      }
      problems.addAll(integrity(connection));
      SecretBox secrets = new SecretBox(SecretKeys.load(database, settings.secretKey(), true));
      if (!KeyCheck.fits(connection, secrets)) {
        problems.add("The key is not the one it was made with.");
      } else {
        checkAgents(connection, secrets, problems);
      }
      checkEvents(connection, problems);
    } catch (SQLException e) {
      problems.add("It cannot be read: it is damaged, or not readable.");
    } catch (StoreException e) {
      problems.add(e.sentence());
    }
    return problems;
  }

  private static void checkAgents(Connection connection, SecretBox secrets, List<String> problems)
      throws SQLException {
    for (String id :
        Queries.list(connection, row -> row.getString(1), "SELECT id FROM agents ORDER BY age")) {
      try {
        Queries.list(
            connection,
            row -> Queries.agent(row, secrets, any -> Optional.empty()),
            "SELECT * FROM (" + Queries.AGENTS + ") WHERE id = ?",
            id);
      } catch (SQLException | RuntimeException e) {
        problems.add("The agent " + id + " cannot be read.");
      }
    }
  }

  private static void checkEvents(Connection connection, List<String> problems)
      throws SQLException {
    int[] damaged = {0};
    Queries.each(
        connection,
        row -> {
          try {
            EventReader.read(Queries.event(row).json());
          } catch (RuntimeException e) {
            if (damaged[0]++ < DAMAGED_ROWS_SHOWN) {
              problems.add(
                  "The event %s of agent %s cannot be read."
                      .formatted(row.getString("seq"), row.getString("agent_id")));
            }
          }
        },
        "SELECT position, agent_id, seq, type, json FROM events ORDER BY position");
    if (damaged[0] > DAMAGED_ROWS_SHOWN) {
      problems.add("In all %d events cannot be read.".formatted(damaged[0]));
    }
  }

  private static void checkIntegrity(Path file) {
    List<String> problems;
    try (Connection connection = SqliteDatabase.connect(file)) {
      problems = integrity(connection);
    } catch (SQLException e) {
      throw new StoreException("The backup " + file + " is no database, or damaged.", e);
    }
    if (!problems.isEmpty()) {
      throw new StoreException("The backup " + file + " is damaged: " + problems.getFirst());
    }
  }

  private static List<String> integrity(Connection connection) throws SQLException {
    return Queries.list(connection, row -> row.getString(1), "PRAGMA integrity_check(20)").stream()
        .filter(line -> !line.equals("ok"))
        .map(line -> "Its file is damaged: " + line)
        .toList();
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

  private static void refuseExisting(Path file) {
    if (Files.exists(file)) {
      throw new StoreException(file + " exists: move it away first. Nothing was changed.");
    }
  }
}
