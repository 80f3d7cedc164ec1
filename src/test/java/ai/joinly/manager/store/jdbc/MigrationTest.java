package ai.joinly.manager.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.logging.CapturedLog;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class MigrationTest {
  /** Of all scripts, as Flyway reckons them; a new script brings a new one. */
  private static final List<String> CHECKSUMS =
      List.of(
          "-2063092445", "-110337990", "-1182313359", "-385046299", "-470099252", "-1303808867");

  @TempDir private Path directory;

  @Test
  void theNewestScriptIsKnown() throws IOException, URISyntaxException {
    URL scripts =
        Objects.requireNonNull(getClass().getClassLoader().getResource(Migration.SCRIPTS));
    try (Stream<Path> files = Files.list(Path.of(scripts.toURI()))) {
      assertEquals(Migration.NEWEST, files.count());
    }
  }

  @Test
  void aNewDatabaseGetsAllOfThem() throws SQLException {
    SqliteDatabase.open(file()).close();

    assertEquals(List.of("1", "2", "3", "4", "5", "6"), versions());
  }

  @Test
  void aDatabaseOfAnOlderVersionGetsWhatIsMissing() throws SQLException {
    SqliteDatabase.open(file()).close();
    change("DROP INDEX logs_by_agent");
    change("DROP INDEX words_by_agent");
    change("ALTER TABLE sessions DROP COLUMN database_id");
    change("DROP TABLE idempotency_keys");
    change("DELETE FROM flyway_schema_history WHERE version IN ('4', '5', '6')");

    Settings.Store settings =
        new Settings.Store(file().toString(), Optional.empty(), 0, 1_000, 1024 * 1024);
    assertEquals(List.of(), Maintenance.check(settings), "an upgrade is no problem");
    String outlook = Maintenance.migration(settings).orElseThrow();
    assertTrue(outlook.contains("older version (3): the next start migrates it to 6"), outlook);

    try (CapturedLog log = new CapturedLog(Migration.class)) {
      SqliteDatabase.open(file()).close();
      assertEquals(
          List.of("The database " + file() + " was migrated from version 3 to 6"), log.messages());
    }
    assertEquals(Optional.empty(), Maintenance.migration(settings));

    assertEquals(List.of("1", "2", "3", "4", "5", "6"), versions());
    assertEquals(
        List.of("logs_by_agent", "words_by_agent"),
        column(
            "SELECT name FROM sqlite_schema WHERE name LIKE 'logs_by%' OR name LIKE 'words_by%'"
                + " ORDER BY name"));
  }

  @Test
  void aDatabaseOfANewerVersionIsRefusedAndLeftAsItIs() throws SQLException, IOException {
    SqliteDatabase.open(file()).close();
    change(
        "INSERT INTO flyway_schema_history SELECT 7, '7', 'newer', type, 'V7__newer.sql', 1,"
            + " installed_by, installed_on, 1, 1 FROM flyway_schema_history WHERE version = '4'");
    byte[] before = Files.readAllBytes(file());

    StoreException refused = assertThrows(StoreException.class, () -> SqliteDatabase.open(file()));

    assertTrue(refused.userMessage().contains("made by a newer version"), refused.userMessage());
    assertArrayEquals(before, Files.readAllBytes(file()));
    assertEquals(List.of("manager.db", "manager.db.lock"), files());
    change("DELETE FROM flyway_schema_history WHERE version = '7'");
    SqliteDatabase.open(file()).close(); // nobody holds it
  }

  /** At run time nobody compares them: a database that has them all is not shown to Flyway. */
  @Test
  void theReleasedScriptsAreNeverEdited() throws SQLException {
    SqliteDatabase.open(file()).close();

    assertEquals(
        CHECKSUMS,
        column("SELECT checksum FROM flyway_schema_history ORDER BY installed_rank"),
        "What a script has missed is for the next one to do.");
  }

  @Test
  void aScriptThatFailedOnceKeepsTheDatabaseShut() throws SQLException {
    SqliteDatabase.open(file()).close();
    change("UPDATE flyway_schema_history SET success = 0 WHERE version = '4'");

    assertThrows(StoreException.class, () -> SqliteDatabase.open(file()));
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws IOException {
    Files.writeString(file(), "This is a letter, and no database at all. ".repeat(100));

    assertThrows(StoreException.class, () -> SqliteDatabase.open(file()));
  }

  private Path file() {
    return directory.resolve("manager.db");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> versions() throws SQLException {
    return column("SELECT version FROM flyway_schema_history ORDER BY installed_rank");
  }

  private List<String> column(String sql) throws SQLException {
    try (Connection connection = connect()) {
      return Queries.list(connection, row -> row.getString(1), sql);
    }
  }

  private void change(String sql) throws SQLException {
    try (Connection connection = connect()) {
      SqliteDatabase.execute(connection, sql);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }
}
