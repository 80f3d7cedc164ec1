package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.store.StoredKey;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * The rows of idempotency keys. The digest of a body is encrypted: from the plain one a short
 * passcode of a meeting could be found by trial.
 */
public final class IdempotencyRows {
  static final String TABLE = "idempotency_keys";
  static final String SELECT =
      "SELECT digest, body_digest, agent_id, used_at FROM " + TABLE + " WHERE digest = ?";

  private IdempotencyRows() {}

  /** Returns the digest of a body as a row has it. */
  static String locked(SecretBox secrets, String digest, String bodyDigest)
      throws GeneralSecurityException {
    return secrets.lock(owner(digest), bodyDigest);
  }

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException if the row is damaged
   */
  static StoredKey read(ResultSet row, SecretBox secrets) throws SQLException {
    String digest = Queries.text(row, "digest");
    try {
      return new StoredKey(
          new AgentId(Queries.text(row, "agent_id")),
          secrets.unlock(owner(digest), Queries.text(row, "body_digest")),
          Queries.instant(Queries.whole(row, "used_at", 0)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the digest of a request cannot be decrypted", e);
    }
  }

  /** Encrypts all digests with another key; the caller commits. */
  public static void encrypt(Connection connection, SecretBox old, SecretBox box)
      throws SQLException, GeneralSecurityException {
    List<Map.Entry<String, String>> rows =
        Queries.list(
            connection,
            row -> Map.entry(row.getString(1), row.getString(2)),
            "SELECT digest, body_digest FROM " + TABLE);
    for (Map.Entry<String, String> row : rows) {
      String digest = row.getKey();
      Queries.update(
          connection,
          "UPDATE " + TABLE + " SET body_digest = ? WHERE digest = ?",
          locked(box, digest, old.unlock(owner(digest), row.getValue())),
          digest);
    }
  }

  private static String owner(String digest) {
    return "idempotency key " + digest;
  }
}
