package ai.joinly.manager.store.jdbc;

import static ai.joinly.manager.store.jdbc.StoreFile.ADA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.logging.CapturedLog;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.file.DatabaseFiles;
import ai.joinly.manager.store.jdbc.file.FullDisk;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Files of a database are missing, empty or open to others, or their disk is full. */
@Isolated
class LostDatabaseTest {
  @TempDir private Path directory;
  private StoreFile file;

  @BeforeEach
  void fill() throws Exception {
    file = new StoreFile(directory).fill(5);
  }

  private String refused() {
    return refused(file.settings);
  }

  private String refused(Settings.Store settings) {
    return assertThrows(StoreException.class, () -> file.open(settings)).userMessage();
  }

  private Path companion(String suffix) {
    return directory.resolve("manager.db" + suffix);
  }

  private void truncate() throws IOException {
    Files.write(file.path(), new byte[0]);
  }

  private Map<String, Long> sizes() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : files.toList()) {
        sizes.put(path.getFileName().toString(), Files.size(path));
      }
    }
    return sizes;
  }

  @Test
  void anEmptyFileBesideItsKeyIsNotBegunAgain() throws Exception {
    truncate();
    Map<String, Long> before = sizes();
    String sentence = refused();
    assertTrue(sentence.contains("empty (0 bytes)"), sentence);
    assertTrue(sentence.contains("--restore FILE"), sentence);
    assertTrue(sentence.contains("manager.db.key"), sentence);
    assertEquals(before, sizes());
    assertEquals(List.of(sentence), Maintenance.check(file.settings));
  }

  @Test
  void aMissingFileBesideItsKeyIsNotBegunAgain() throws Exception {
    Files.delete(file.path());
    String sentence = refused();
    assertTrue(sentence.contains("is missing, but there was one"), sentence);
    assertFalse(Files.exists(file.path()));
    Files.delete(companion(".key"));
    assertTrue(refused().contains("manager.db.lock"), "its lock file has the id of one");
    Files.delete(companion(".lock"));
    file.open().close();
  }

  @Test
  void anEmptyFileOfADatabaseWithAKeyOfTheSettingsIsNotBegunAgain() throws Exception {
    Settings.Store keyed =
        new Settings.Store(
            directory.resolve("other.db").toString(),
            Optional.of(new Secret("0123456789abcdef0123456789abcdef")),
            0,
            1_000,
            1024 * 1024);
    file.open(keyed).close();
    Files.write(directory.resolve("other.db"), new byte[0]);
    assertTrue(refused(keyed).contains("other.db.lock"));
  }

  @Test
  void anEmptyFileThatAStartHasLeftIsNoObstacle() throws Exception {
    Path fresh = Files.createDirectory(directory.resolve("fresh"));
    Files.createFile(fresh.resolve("manager.db"));
    Files.createFile(fresh.resolve("manager.db.lock"));
    new StoreFile(fresh).fill(1);
  }

  @Test
  void aBackupTakesThePlaceOfAnEmptyFileWithTheSameKey() throws Exception {
    Path backup = directory.resolve("backup.db");
    Maintenance.backup(file.settings, backup);
    truncate();
    assertThrows(
        StoreException.class, () -> Maintenance.backup(file.settings, directory.resolve("two.db")));
    Maintenance.restore(file.settings, backup);
    try (JdbcStore store = file.open()) {
      assertEquals(ADA, store.agents().getFirst().agent().id());
    }
  }

  @Test
  void aMissingKeyIsNamed() throws Exception {
    Files.delete(companion(".key"));
    assertTrue(refused().contains("put its key file back"));
    assertFalse(Files.exists(companion(".key")), "no other key is made");
  }

  @Test
  void anEmptyLogOfChangesIsUsual() throws Exception {
    Files.write(companion("-wal"), new byte[0]);
    try (JdbcStore store = file.open()) {
      assertEquals(2, store.agents().size());
    }
  }

  @Test
  void allFilesAreTheirOwnersAlone() throws Exception {
    for (String suffix : List.of("", ".key", ".lock")) {
      Files.setPosixFilePermissions(
          companion(suffix), PosixFilePermissions.fromString("rw-r--r--"));
    }
    Files.createFile(
        companion("-wal"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-r--")));
    try (CapturedLog log = new CapturedLog(DatabaseFiles.class);
        JdbcStore store = file.open()) {
      store.confirm(StoreFile.log(ADA, 6, "makes -wal and -shm")).get();
      assertEquals(4, log.messages().size(), log.messages().toString());
      assertTrue(log.messages().getFirst().contains("rw-r--r--"), log.messages().toString());
      Maintenance.backup(file.settings, directory.resolve("backup.db"));
      Files.setPosixFilePermissions(
          directory.resolve("backup.db"), PosixFilePermissions.fromString("rw-r--r--"));
      Path other = Files.createDirectory(directory.resolve("other")).resolve("manager.db");
      Maintenance.restore(
          new Settings.Store(other.toString(), Optional.empty(), 0, 1_000, 1024 * 1024),
          directory.resolve("backup.db"));
      Files.delete(directory.resolve("backup.db"));
      assertEquals(Map.of(), open(directory));
      assertEquals(Map.of(), open(other.getParent()));
    }
  }

  private static Map<String, String> open(Path directory) throws IOException {
    Map<String, String> open = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : files.filter(Files::isRegularFile).toList()) {
        String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (!rights.equals("rw-------")) {
          open.put(path.getFileName().toString(), rights);
        }
      }
    }
    return open;
  }

  @Test
  void anEmptyBackupIsRefusedAndACheckSaysWhatItIs() throws Exception {
    Path empty = Files.createFile(directory.resolve("zero.db"));
    Files.copy(companion(".key"), directory.resolve("zero.db.key"));
    Settings.Store other = at(Files.createDirectory(directory.resolve("o")).resolve("manager.db"));
    StoreException refused =
        assertThrows(StoreException.class, () -> Maintenance.restore(other, empty));
    assertTrue(refused.userMessage().contains("is empty (0 bytes)"), refused.userMessage());
    assertFalse(Files.exists(directory.resolve("o/manager.db")));
    Path alone = Files.createFile(directory.resolve("o/alone.db"));
    String problem = Maintenance.check(at(alone)).getFirst();
    assertTrue(problem.contains("nor a backup"), problem);
    try (Connection foreign = SqliteDatabase.connect(directory.resolve("foreign.db"))) {
      SqliteDatabase.execute(foreign, "CREATE TABLE t (a TEXT)");
    }
    Files.copy(companion(".key"), directory.resolve("foreign.db.key"));
    refused =
        assertThrows(
            StoreException.class,
            () -> Maintenance.restore(other, directory.resolve("foreign.db")));
    assertTrue(refused.userMessage().contains("no database of the manager"), refused.userMessage());
  }

  private static Settings.Store at(Path database) {
    return new Settings.Store(database.toString(), Optional.empty(), 0, 1_000, 1024 * 1024);
  }

  @Test
  void aBackupNeedsADirectoryAndLeavesNothingUnfinished() throws Exception {
    Path missing = directory.resolve("backups/x.db");
    StoreException refused =
        assertThrows(StoreException.class, () -> Maintenance.backup(file.settings, missing));
    assertTrue(refused.userMessage().contains("backups does not exist"), refused.userMessage());
    file.destroy(file.leaves("events").getFirst());
    refused =
        assertThrows(
            StoreException.class,
            () -> Maintenance.backup(file.settings, directory.resolve("x.db")));
    assertTrue(refused.userMessage().contains("damaged, so no backup"), refused.userMessage());
    assertEquals(
        List.of(), sizes().keySet().stream().filter(name -> name.endsWith(".new")).toList());
  }

  @Test
  void theKeyOfADamagedDatabaseIsNotChanged() throws Exception {
    Path damaged = Files.createDirectory(directory.resolve("damaged"));
    StoreFile many = new StoreFile(damaged).fill(400);
    String key = Files.readString(damaged.resolve("manager.db.key"));
    many.destroy(many.leaves("events").get(1));
    StoreException refused =
        assertThrows(
            StoreException.class, () -> Maintenance.rotateKey(many.settings, Optional.empty()));
    assertTrue(refused.userMessage().contains("its key was not changed"), refused.userMessage());
    assertEquals(key, Files.readString(damaged.resolve("manager.db.key")));
  }

  @Test
  void aFileThatCannotBeWrittenIsCalledReadOnly() throws Exception {
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("r--------"));
    assumeFalse(Files.isWritable(file.path()), "root may write all");
    assertTrue(refused().contains("read-only"));
    String problem = Maintenance.check(file.settings).getFirst();
    assertTrue(problem.contains("read-only"), problem);
  }

  @Test
  void aLockAndADatabaseThatCannotBeReadAreNamed() throws Exception {
    try (SqliteDatabase database = SqliteDatabase.open(file.path())) {
      String locked = database.sentence(new SQLiteException("x", SQLiteErrorCode.SQLITE_BUSY));
      assertTrue(locked.contains("locked by another process"), locked);
      String readOnly =
          database.sentence(new SQLiteException("x", SQLiteErrorCode.SQLITE_READONLY));
      assertTrue(readOnly.contains("read-only"), readOnly);
      String unreadable =
          database
              .unreadable(new SQLiteException("x", SQLiteErrorCode.SQLITE_CORRUPT))
              .userMessage();
      assertTrue(unreadable.contains(file.path().toString()), unreadable);
      assertTrue(unreadable.contains("--check"), unreadable);
    }
  }

  @Test
  void aFullDiskIsNotADamagedDatabase() throws Exception {
    try (SqliteDatabase database = SqliteDatabase.open(file.path());
        Connection connection = database.writer()) {
      StoreException full = assertThrows(StoreException.class, () -> fillUp(database, connection));
      assertEquals(StoreException.Reason.DISK_FULL, full.reason());
      assertTrue(full.userMessage().contains("is full"), full.userMessage());
      StoreException damaged =
          database.unusable(new SQLiteException("x", SQLiteErrorCode.SQLITE_CORRUPT));
      assertEquals(StoreException.Reason.OTHER, damaged.reason());
      assertTrue(damaged.userMessage().contains("is damaged"), damaged.userMessage());
    }
  }

  private static void fillUp(SqliteDatabase database, Connection connection) {
    try {
      SqliteDatabase.execute(connection, "PRAGMA max_page_count = 1");
      Queries.update(
          connection, "INSERT INTO meta (name, value) VALUES ('large', ?)", "x".repeat(100_000));
    } catch (SQLException e) {
      throw database.unusable(e);
    }
  }

  @Test
  void aStartWaitsForRoomForSomeSecondsAndThenSaysSo() {
    StoreException full = new StoreException(StoreException.Reason.DISK_FULL, "It is full.", null);
    List<Duration> pauses = new ArrayList<>();
    int[] attempts = {0};
    assertEquals(
        "open",
        FullDisk.outlast(
            () -> {
              if (attempts[0]++ < 2) {
                throw full;
              }
              return "open";
            },
            pauses::add));
    assertEquals(2, pauses.size());
    assertThrows(
        StoreException.class,
        () ->
            FullDisk.outlast(
                () -> {
                  throw full;
                },
                pauses::add));
    assertEquals(5, pauses.size());
    assertThrows(
        StoreException.class,
        () ->
            FullDisk.outlast(
                () -> {
                  throw new StoreException("It is damaged.");
                },
                pauses::add));
    assertEquals(5, pauses.size(), "nothing else is waited for");
  }
}
