package ai.joinly.manager.store.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;

/** Brings a database to the newest form. */
public final class Migration {
  /** The newest of the scripts, and so how many there are. */
  public static final int NEWEST = 5;

  static final String SCRIPTS = "db/migration/sqlite";

  private static final String HISTORY =
      "SELECT count(*), coalesce(sum(success), 0), coalesce(max(CAST(version AS REAL)), 0)"
          + " FROM flyway_schema_history WHERE version IS NOT NULL";

  private static final System.Logger LOGGER = System.getLogger(Migration.class.getName());

  /** Kept here, or the level would be forgotten with it. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  /** How far a database is. */
  public enum State {
    /** Something is missing, or has failed. */
    BEHIND,
    /** All scripts have run. */
    DONE,
    /** A newer manager has run scripts that are unknown here. */
    AHEAD
  }

  private Migration() {}

  /**
   * What Flyway's own history says. Flyway itself takes a quarter of a start to find out, and does
   * not mind scripts that it does not know.
   *
   * @param connection of the database, in which nothing is changed
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
   * Runs what is missing, and logs it unless the database is new.
   *
   * @param connection of the database, in which nothing is changed
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

  /** Returns the newest script that has run; 0 for a new database. */
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
