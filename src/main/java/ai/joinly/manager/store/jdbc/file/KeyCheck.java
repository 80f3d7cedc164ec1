package ai.joinly.manager.store.jdbc.file;

import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.Queries;
import ai.joinly.manager.store.jdbc.SecretBox;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Check whether a key is the one that a database was created with. */
public final class KeyCheck {
  private static final String NAME = "key_check";

  private KeyCheck() {}

  /**
   * Checks the key. Must be called before the first write, so that texts encrypted with different
   * keys are never mixed. The first key that is used with a database becomes its key.
   *
   * @param fromSettings whether the key comes from the settings instead of the key file
   * @throws StoreException when the key differs from that of the database
   */
  public static void pass(
      Connection connection, SecretBox secrets, Path database, boolean fromSettings)
      throws SQLException {
    List<String> check = known(connection);
    try {
      if (check.isEmpty()) {
        write(connection, secrets.lock(NAME, NAME));
      } else if (!secrets.unlock(NAME, check.getFirst()).equals(NAME)) {
        throw SecretKeys.wrong(database, fromSettings);
      }
    } catch (GeneralSecurityException e) {
      throw SecretKeys.wrong(database, fromSettings);
    } finally {
      connection.rollback();
    }
  }

  /** Returns whether the key is that of the database; changes nothing. */
  static boolean fits(Connection connection, SecretBox secrets) throws SQLException {
    try {
      List<String> check = known(connection);
      return check.isEmpty() || secrets.unlock(NAME, check.getFirst()).equals(NAME);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Replaces the key of the database; the caller commits. */
  static void replace(Connection connection, SecretBox secrets)
      throws SQLException, GeneralSecurityException {
    Queries.update(
        connection, "UPDATE meta SET value = ? WHERE name = ?", secrets.lock(NAME, NAME), NAME);
  }

  /** Returns whether the database has a key; without one, nothing was written to it. */
  public static boolean isKeyed(Connection connection) throws SQLException {
    try {
      return !known(connection).isEmpty();
    } finally {
      connection.rollback();
    }
  }

  private static List<String> known(Connection connection) throws SQLException {
    return Queries.list(
        connection, row -> row.getString(1), "SELECT value FROM meta WHERE name = ?", NAME);
  }

  private static void write(Connection connection, String locked) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO meta (name, value) VALUES (?, ?)")) {
      insert.setString(1, NAME);
      insert.setString(2, locked);
      insert.executeUpdate();
    }
    connection.commit();
  }
}
