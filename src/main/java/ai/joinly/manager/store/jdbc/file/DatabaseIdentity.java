package ai.joinly.manager.store.jdbc.file;

import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.ChangeWriter;
import ai.joinly.manager.store.jdbc.Queries;
import ai.joinly.manager.store.jdbc.SqliteDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Id of a database, to which its sessions are tied. The lock file next to the database contains the
 * same id, and is written first, so that a process killed in between does not leave a database that
 * looks like a copy. A database without its lock file is a copy. As the original may still be in
 * use, the copy gets its own id, its agents are stopped, and the sessions remain with the original.
 */
public final class DatabaseIdentity {
  private static final System.Logger LOGGER = System.getLogger(DatabaseIdentity.class.getName());
  private static final String NAME = "database_id";

  private DatabaseIdentity() {}

  /** Checks the id or assigns one; separates a copy from its original. */
  public static void claim(Connection connection, SqliteDatabase database) throws SQLException {
    try {
      List<String> known = known(connection);
      String locked = database.lockedId();
      if (known.isEmpty()) { // new, or from a version without ids
        String id = UUID.randomUUID().toString();
        database.lockedId(id);
        Queries.update(connection, "INSERT INTO meta (name, value) VALUES (?, ?)", NAME, id);
        Queries.update(connection, "UPDATE sessions SET database_id = ?", id);
        connection.commit();
      } else if (!known.getFirst().equals(locked)) {
        String id = UUID.randomUUID().toString();
        database.lockedId(id);
        separate(connection, id, Clock.systemUTC().instant());
        LOGGER.log(
            System.Logger.Level.WARNING,
            "The database {0} is a copy: its lock file is missing or belongs to another database."
                + " Its agents are stopped and its meeting sessions are not used. To move a"
                + " database, move its .lock file with it",
            database.path());
      }
    } catch (IOException e) {
      throw new StoreException(
          "The lock file of "
              + database.path()
              + " cannot be read or written: check its permissions.",
          e);
    }
  }

  /** Separates a copy from its original. */
  private static void separate(Connection connection, String id, Instant now) throws SQLException {
    Queries.update(
        connection,
        "INSERT INTO meta (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        NAME,
        id);
    Queries.update(connection, "DELETE FROM sessions");
    Queries.update(
        connection,
        "UPDATE agents SET status = 'stopped', wants_meeting = 0, stopped_at = ?,"
            + " meeting_status = CASE meeting_status WHEN 'not_joined' THEN meeting_status ELSE"
            + " 'left' END WHERE status IN ('starting', 'running', 'stopping')"
            // scheduled ones, too
            + " OR (status = 'created' AND config LIKE '%\"join_at\":\"%')",
        ChangeWriter.micros(now));
    connection.commit();
  }

  private static List<String> known(Connection connection) throws SQLException {
    return Queries.list(
        connection, row -> row.getString(1), "SELECT value FROM meta WHERE name = ?", NAME);
  }
}
