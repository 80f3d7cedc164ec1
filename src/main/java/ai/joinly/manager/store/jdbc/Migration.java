package ai.joinly.manager.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;

/** Brings a database to the newest form. */
final class Migration {
  /** The newest of the scripts, and so how many there are. */
  static final int NEWEST = 4;

  static final String SCRIPTS = "db/migration/sqlite";

  private static final String HISTORY =
      "SELECT count(*), coalesce(sum(success), 0), coalesce(max(installed_rank), 0)"
          + " FROM flyway_schema_history WHERE version IS NOT NULL";

  /** Kept here, or the level would be forgotten with it. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  private Migration() {}

  /**
   * Runs what is missing. Flyway takes a quarter of a start, so it is only asked when its own
   * history does not say that all is done.
   *
   * @param connection of the database
   * @param url of it
   * @throws SQLException when it cannot be read
   * @throws org.flywaydb.core.api.FlywayException when a script fails
   */
  static void run(Connection connection, String url) throws SQLException {
    if (isDone(connection)) {
      return;
    }
    FLYWAY.setLevel(Level.WARNING);
    Flyway.configure().dataSource(url, "", "").locations("classpath:" + SCRIPTS).load().migrate();
  }

  private static boolean isDone(Connection connection) throws SQLException {
    boolean hasHistory =
        !Queries.list(
                connection,
                row -> row.getString(1),
                "SELECT name FROM sqlite_schema WHERE name = ?",
                "flyway_schema_history")
            .isEmpty();
    return hasHistory
        && Queries.list(
                connection, row -> List.of(row.getInt(1), row.getInt(2), row.getInt(3)), HISTORY)
            .getFirst()
            .equals(List.of(NEWEST, NEWEST, NEWEST));
  }
}
