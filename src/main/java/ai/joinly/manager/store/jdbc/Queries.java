package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.StoredConfigJson;
import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.KnownSession;
import ai.joinly.manager.model.MeetingStatus;
import ai.joinly.manager.model.WireName;
import ai.joinly.manager.store.StoredAction;
import ai.joinly.manager.store.StoredAgent;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows as records. */
final class Queries {
  static final String AGENTS =
      "SELECT a.*, coalesce((SELECT max(seq) FROM events e WHERE e.agent_id = a.id), 0) AS"
          + " last_seq, coalesce((SELECT max(action) FROM actions x WHERE x.agent_id = a.id), 0) AS"
          + " last_action, max(coalesce((SELECT max(turn) FROM turns t WHERE t.agent_id = a.id),"
          + " 0), coalesce((SELECT max(turn) FROM actions y WHERE y.agent_id = a.id), 0)) AS"
          + " last_turn, coalesce((SELECT max(number) FROM messages m WHERE m.agent_id = a.id), 0)"
          + " AS last_message FROM agents a ORDER BY a.age";

  private Queries() {}

  /** Makes a record of the row the result stands at. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Looks at the row the result stands at. */
  interface Visitor {
    void visit(ResultSet row) throws SQLException;
  }

  /** Visits rows one by one, however many there are. */
  static void each(Connection connection, Visitor visitor, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        visitor.visit(rows);
      }
    }
  }

  static <T> List<T> list(Connection connection, Row<T> row, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<T> list = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          list.add(row.read(rows));
        }
      }
      return list;
    }
  }

  /** Events until their messages have more than {@code characters}; at least one. */
  static List<StoredEvent> page(Connection connection, int characters, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<StoredEvent> page = new ArrayList<>();
      long sum = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          StoredEvent event = event(rows);
          sum += event.json().length();
          if (!page.isEmpty() && sum > characters) {
            break;
          }
          page.add(event);
        }
      }
      return page;
    }
  }

  /** Changes rows; the caller commits. */
  static int update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  static StoredAgent agent(ResultSet row, SecretBox secrets) throws SQLException {
    AgentId id = new AgentId(row.getString("id"));
    String secret;
    try {
      secret = secrets.unlock(id.value(), row.getString("secrets"));
    } catch (GeneralSecurityException e) {
      throw new SQLException("the secrets of an agent cannot be decrypted", e);
    }
    Agent agent =
        new Agent(
            id,
            StoredConfigJson.read(row.getString("config"), secret),
            named(AgentStatus.class, row.getString("status")),
            named(MeetingStatus.class, row.getString("meeting_status")),
            instant(row.getLong("created_at")),
            optionalInstant(row, "started_at"),
            optionalInstant(row, "stopped_at"),
            Optional.ofNullable(row.getString("error_message")),
            Optional.ofNullable(row.getString("last_error")));
    return new StoredAgent(
        agent,
        row.getLong("age"),
        row.getInt("wants_meeting") != 0,
        row.getLong("last_seq"),
        row.getLong("last_action"),
        row.getLong("last_turn"),
        row.getLong("last_message"));
  }

  static KnownSession session(ResultSet row) throws SQLException {
    long joinRequest = row.getLong("join_request");
    OptionalLong request = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(joinRequest);
    return new KnownSession(
        new AgentId(row.getString("agent_id")),
        URI.create(row.getString("server")),
        row.getString("id"),
        named(KnownSession.Stage.class, row.getString("stage")),
        row.getLong("first_seq"),
        row.getString("protocol_version"),
        row.getString("server_version"),
        request,
        instant(row.getLong("opened_at")),
        optionalInstant(row, "joined_at"));
  }

  static StoredEvent event(ResultSet row) throws SQLException {
    return new StoredEvent(
        row.getLong("position"),
        new AgentId(row.getString("agent_id")),
        row.getLong("seq"),
        named(EventType.class, row.getString("type")),
        row.getString("json"));
  }

  static StoredAction action(ResultSet row) throws SQLException {
    return new StoredAction(
        row.getLong("action"),
        row.getLong("turn"),
        row.getString("tool"),
        row.getString("arguments"),
        instant(row.getLong("intended_at")));
  }

  private static Optional<Instant> optionalInstant(ResultSet row, String column)
      throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(instant(micros));
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static <E extends Enum<E>> E named(Class<E> type, String name) throws SQLException {
    return WireName.parse(type, name)
        .orElseThrow(() -> new SQLException("an unknown name in the database"));
  }
}
