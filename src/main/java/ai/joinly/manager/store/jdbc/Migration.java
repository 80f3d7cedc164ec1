package ai.joinly.manager.store.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;

/** Migration of a database to the newest schema. */
public final class Migration {
  /** Version of the newest script, which equals the number of scripts. */
  public static final int NEWEST = 6;

  static final String SCRIPTS = "db/migration/sqlite";

  private static final String HISTORY =
      "SELECT count(*), coalesce(sum(success), 0), coalesce(max(CAST(version AS REAL)), 0)"
          + " FROM flyway_schema_history WHERE version IS NOT NULL";

  private static final System.Logger LOGGER = System.getLogger(Migration.class.getName());

  /** Strong reference: the level is lost if the logger is garbage-collected. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  /** Migration state of a database. */
  public enum State {
    /** A script is missing or has failed. */
    BEHIND,
    /** All scripts have run. */
    DONE,
    /** A newer manager has run unknown scripts. */
    AHEAD
  }

  private Migration() {}

  /**
   * Reads the state from Flyway's history table. Flyway itself takes a quarter of a start for it,
   * and accepts unknown scripts.
   *
   * @param connection of the database, which is not changed
   * @throws SQLException when it cannot be read
   */
  public static State state(Connection connection) throws SQLException {
    return hasHistory(connection)
        ? Queries.list(
                connection, row -> state(row.getInt(1), row.getInt(2), row.getDouble(3)), HISTORY)
            .getFirst()
        : State.BEHIND;
  }

  private static State state(int scripts, int succeeded, double newest) {
    if (newest > NEWEST) {
      return State.AHEAD;
    }
    return scripts == NEWEST && succeeded == NEWEST ? State.DONE : State.BEHIND;
  }

  /**
   * Runs the missing scripts and logs this unless the database is new.
   *
   * @param connection of the database, used only to read the version
   * @param url of the database
   * @throws org.flywaydb.core.api.FlywayException when a script fails, or has failed before
   */
  static void run(Connection connection, Path database, String url) throws SQLException {
    int before = version(connection);
    FLYWAY.setLevel(Level.WARNING);
    Flyway.configure().dataSource(url, "", "").locations("classpath:" + SCRIPTS).load().migrate();
    if (before > 0) {
      LOGGER.log(
          System.Logger.Level.INFO,
          "The database {0} was migrated from version {1} to {2}",
          database,
          before,
          NEWEST);
    }
  }

  /** Returns the version of the newest script that has run; 0 for a new database. */
  public static int version(Connection connection) throws SQLException {
    return hasHistory(connection)
        ? Queries.list(connection, row -> (int) row.getDouble(3), HISTORY).getFirst()
        : 0;
  }

  private static boolean hasHistory(Connection connection) throws SQLException {
    return !Queries.list(
            connection,
            row -> row.getString(1),
            "SELECT name FROM sqlite_schema WHERE name = ?",
            "flyway_schema_history")
        .isEmpty();
  }
}
