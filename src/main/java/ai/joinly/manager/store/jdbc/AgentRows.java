package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.store.StoredAction;
import ai.joinly.manager.store.StoredAgent;
import ai.joinly.manager.store.StoredKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Reader of all tables except events: agents, sessions and the data of an agent. Skips damaged
 * rows. Thread-safe.
 */
final class AgentRows {
  private static final String SESSIONS =
      "SELECT * FROM sessions WHERE database_id ="
          + " (SELECT value FROM meta WHERE name = 'database_id')";

  /**
   * Replaces the newest number of a table that cannot be read, so that later numbers are larger.
   */
  private static final long UNKNOWN = 1_000_000_000;

  private final SecretBox secrets;
  private final DamagedRows damaged;
  private final LongSupplier newestPosition;
  private final Function<AgentId, Optional<AgentConfig>> configs;

  /**
   * @param configs reads a configuration again, as large ones of stopped agents are not kept in
   *     memory
   */
  AgentRows(
      SecretBox secrets,
      DamagedRows damaged,
      LongSupplier newestPosition,
      Function<AgentId, Optional<AgentConfig>> configs) {
    this.configs = configs;
    this.secrets = secrets;
    this.damaged = damaged;
    this.newestPosition = newestPosition;
  }

  /** Returns all agents, oldest first. */
  List<StoredAgent> agents(Connection connection) throws SQLException {
    try {
      return list(connection, "agents", "id", this::agent, Queries.AGENTS);
    } catch (SQLException e) {
      requireDamage(e);
      return agentsOneByOne(connection);
    }
  }

  private StoredAgent agent(ResultSet row) throws SQLException {
    return Queries.agent(row, secrets, configs);
  }

  /** Returns the configuration of an agent; empty if it does not exist or cannot be read. */
  Optional<AgentConfig> config(Connection connection, AgentId id) throws SQLException {
    return list(
            connection,
            "agents",
            "id",
            row -> Queries.config(row, secrets),
            "SELECT id, config, secrets FROM agents WHERE id = ?",
            id.value())
        .stream()
        .findFirst();
  }

  /** Returns the use of an idempotency key; empty if there is none that can be read. */
  Optional<StoredKey> usedKey(Connection connection, IdempotencyKey key) throws SQLException {
    return list(
            connection,
            IdempotencyRows.TABLE,
            "digest",
            row -> IdempotencyRows.read(row, secrets),
            IdempotencyRows.SELECT,
            key.digest())
        .stream()
        .findFirst();
  }

  /** Reads agents one by one; finds their ids in the table and its index, as one may be damaged. */
  private List<StoredAgent> agentsOneByOne(Connection connection) {
    SequencedSet<String> ids = new LinkedHashSet<>();
    collect(connection, row -> ids.add(row.getString("id")), "SELECT id, age FROM agents");
    collect(connection, row -> ids.add(row.getString("id")), "SELECT id FROM agents ORDER BY id");
    List<StoredAgent> agents = new ArrayList<>();
    for (String id : ids) {
      try {
        agents.addAll(
            list(
                connection,
                "agents",
                "id",
                row -> Queries.agent(row, secrets, configs, newest(connection, id)),
                "SELECT * FROM agents WHERE id = ?",
                id));
      } catch (SQLException e) {
        damaged.found("agents", id, Optional.of(id).filter(AgentId::isValid).map(AgentId::new));
      }
    }
    agents.sort(Comparator.comparingLong(StoredAgent::age));
    return agents;
  }

  private Queries.Newest newest(Connection connection, String id) {
    return new Queries.Newest(
        newest(connection, "events", "seq", id, newestPosition.getAsLong()),
        newest(connection, "actions", "action", id, UNKNOWN),
        Math.max(
            newest(connection, "turns", "turn", id, UNKNOWN),
            newest(connection, "actions", "turn", id, UNKNOWN)),
        newest(connection, "messages", "number", id, UNKNOWN));
  }

  private long newest(
      Connection connection, String table, String number, String id, long otherwise) {
    try {
      return Queries.list(
              connection, row -> row.getLong(1), "SELECT " + Queries.newest(table, number, "?"), id)
          .getFirst();
    } catch (SQLException e) {
      damaged.found(
          table, "newest of " + id, Optional.of(id).filter(AgentId::isValid).map(AgentId::new));
      return otherwise;
    }
  }

  /** Returns all sessions that are not confirmed as ended, oldest first. */
  List<KnownSession> sessions(Connection connection) throws SQLException {
    try {
      return list(connection, "sessions", "id", Queries::session, SESSIONS + " ORDER BY opened_at");
    } catch (SQLException e) {
      requireDamage(e);
      return sessionsOneByOne(connection);
    }
  }

  private List<KnownSession> sessionsOneByOne(Connection connection) {
    List<List<String>> keys = new ArrayList<>();
    collect(
        connection,
        row -> keys.add(List.of(row.getString("server"), row.getString("id"))),
        "SELECT server, id FROM sessions ORDER BY server, id");
    List<KnownSession> sessions = new ArrayList<>();
    for (List<String> key : keys) {
      try {
        sessions.addAll(
            list(
                connection,
                "sessions",
                "id",
                Queries::session,
                SESSIONS + " AND server = ? AND id = ?",
                key.getFirst(),
                key.getLast()));
      } catch (SQLException e) {
        damaged.found("sessions", key.getLast(), Optional.empty());
      }
    }
    sessions.sort(Comparator.comparing(KnownSession::openedAt));
    return sessions;
  }

  /** Returns the newest messages of an agent's conversation, newest first. */
  List<String> messages(Connection connection, AgentId id, int most) throws SQLException {
    return ofAgent(
        connection,
        "messages",
        "number",
        id,
        row -> StoredTexts.required("messages", Queries.text(row, "json")),
        "SELECT agent_id, number, json FROM messages WHERE agent_id = ?"
            + " ORDER BY number DESC LIMIT "
            + most);
  }

  /** Returns actions of an agent that have no outcome, in order. */
  List<StoredAction> openActions(Connection connection, AgentId id) throws SQLException {
    return ofAgent(
        connection,
        "actions",
        "action",
        id,
        Queries::action,
        "SELECT * FROM actions WHERE agent_id = ? AND outcome IS NULL AND "
            + EventRows.NOT_DELETED
            + "ORDER BY action");
  }

  /** Returns the single text of an agent in a table. */
  Optional<String> text(Connection connection, String table, AgentId id) throws SQLException {
    return ofAgent(
            connection,
            table,
            "agent_id",
            id,
            row -> StoredTexts.required(table, Queries.text(row, "json")),
            "SELECT agent_id, json FROM " + table + " WHERE agent_id = ?")
        .stream()
        .findFirst();
  }

  /** Returns the readable rows, up to the first unreadable page of the file. */
  private <T> List<T> ofAgent(
      Connection connection, String table, String name, AgentId id, Queries.Row<T> row, String sql)
      throws SQLException {
    List<T> list = new ArrayList<>();
    try {
      read(connection, table, name, row, list, sql, id.value());
    } catch (SQLException e) {
      requireDamage(e);
      damaged.found(table, "of " + id, Optional.of(id));
    }
    return list;
  }

  private <T> List<T> list(
      Connection connection,
      String table,
      String name,
      Queries.Row<T> row,
      String sql,
      Object... values)
      throws SQLException {
    List<T> list = new ArrayList<>();
    read(connection, table, name, row, list, sql, values);
    return list;
  }

  /**
   * Adds the rows that can be read to {@code list}, and reports the others.
   *
   * @param name the column that names a row
   */
  private <T> void read(
      Connection connection,
      String table,
      String name,
      Queries.Row<T> row,
      List<T> list,
      String sql,
      Object... values)
      throws SQLException {
    Queries.each(
        connection,
        at -> {
          try {
            list.add(row.read(at));
          } catch (RuntimeException e) {
            damaged.found(table, String.valueOf(at.getString(name)), owner(at, table));
          }
        },
        sql,
        values);
  }

  private static Optional<AgentId> owner(ResultSet row, String table) throws SQLException {
    return Queries.agentOf(row, table.equals("agents") ? "id" : "agent_id");
  }

  /** Visits rows until the first one that cannot be read. */
  private static void collect(Connection connection, Queries.Visitor visitor, String sql) {
    try {
      Queries.each(
          connection,
          row -> {
            if (row.getString("id") != null) {
              visitor.visit(row);
            }
          },
          sql);
    } catch (SQLException e) {
      // The rest is on a damaged page.
    }
  }

  private static void requireDamage(SQLException failure) throws SQLException {
    if (!SqliteDatabase.isDamage(failure)) {
      throw failure;
    }
  }
}
