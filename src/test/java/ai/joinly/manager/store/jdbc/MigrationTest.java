package ai.joinly.manager.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.store.StoreException;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTest {
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

    assertEquals(List.of("1", "2", "3", "4"), versions());
  }

  @Test
  void aDatabaseOfAnOlderVersionGetsWhatIsMissing() throws SQLException {
    SqliteDatabase.open(file()).close();
    change("DROP INDEX logs_by_agent");
    change("DROP INDEX words_by_agent");
    change("DELETE FROM flyway_schema_history WHERE version = '4'");

    SqliteDatabase.open(file()).close();

    assertEquals(List.of("1", "2", "3", "4"), versions());
    assertEquals(
        List.of("logs_by_agent", "words_by_agent"),
        column(
            "SELECT name FROM sqlite_schema WHERE name LIKE 'logs_by%' OR name LIKE 'words_by%'"
                + " ORDER BY name"));
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
