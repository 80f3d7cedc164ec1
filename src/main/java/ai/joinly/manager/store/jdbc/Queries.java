package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.KeptConfig;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.json.StoredConfigJson;
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
import java.util.function.Function;

/** Conversion of rows to records. */
public final class Queries {
  /** Larger than every number in a row; texts in a numeric column sort after it. */
  static final long ABOVE_ALL = Long.MAX_VALUE;

  /** The end of the year 9999. */
  private static final long LATEST_MICROS = 253_402_300_799_999_999L;

  static final String AGENTS =
      "SELECT a.*, "
          + newest("events", "seq", "a.id")
          + " AS last_seq, "
          + newest("actions", "action", "a.id")
          + " AS last_action, max("
          + newest("turns", "turn", "a.id")
          + ", "
          + newest("actions", "turn", "a.id")
          + ") AS last_turn, "
          + newest("messages", "number", "a.id")
          + " AS last_message FROM agents a ORDER BY a.age";

  private Queries() {}

  /** Returns SQL for the largest number of an agent in a table. */
  static String newest(String table, String number, String agent) {
    return "coalesce((SELECT max(%2$s) FROM %1$s WHERE agent_id = %3$s AND %2$s < %4$d), 0)"
        .formatted(table, number, agent, ABOVE_ALL);
  }

  /** Converts the current row to a record. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Visits the current row. */
  interface Visitor {
    void visit(ResultSet row) throws SQLException;
  }

  /** Visits all rows one by one, without collecting them. */
  static void each(Connection connection, Visitor visitor, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          visitor.visit(rows);
        }
      }
    }
  }

  public static <T> List<T> list(Connection connection, Row<T> row, String sql, Object... values)
      throws SQLException {
    List<T> list = new ArrayList<>();
    each(connection, at -> list.add(row.read(at)), sql, values);
    return list;
  }

  /** Changes rows; the caller commits. */
  public static int update(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  static AgentConfig config(ResultSet row, SecretBox secrets) throws SQLException {
    return StoredConfigJson.read(text(row, "config"), unlocked(row, secrets));
  }

  /**
   * Reads an agent and the numbers of its newest rows.
   *
   * @param later reads a configuration again, as large ones of stopped agents are not kept in
   *     memory
   * @throws IllegalArgumentException when the row is damaged, like all other methods here
   */
  static StoredAgent agent(
      ResultSet row, SecretBox secrets, Function<AgentId, Optional<AgentConfig>> later)
      throws SQLException {
    return agent(
        row,
        secrets,
        later,
        new Newest(
            whole(row, "last_seq", 0),
            whole(row, "last_action", 0),
            whole(row, "last_turn", 0),
            whole(row, "last_message", 0)));
  }

  /** Numbers of an agent's newest rows; 0 if it has none. */
  record Newest(long seq, long action, long turn, long message) {}

  static StoredAgent agent(
      ResultSet row,
      SecretBox secrets,
      Function<AgentId, Optional<AgentConfig>> later,
      Newest newest)
      throws SQLException {
    AgentId id = new AgentId(text(row, "id"));
    AgentConfig config = config(row, secrets);
    AgentStatus status = named(AgentStatus.class, text(row, "status"));
    Agent agent =
        new Agent(
            id,
            status.isActive()
                ? KeptConfig.of(config)
                : KeptConfig.stored(config, () -> later.apply(id)),
            status,
            named(MeetingStatus.class, text(row, "meeting_status")),
            instant(whole(row, "created_at", 0)),
            optionalInstant(row, "started_at"),
            optionalInstant(row, "stopped_at"),
            optionalText(row, "error_message"),
            optionalText(row, "last_error"),
            false);
    return new StoredAgent(
        agent,
        whole(row, "age", 0),
        whole(row, "wants_meeting", 0) != 0,
        newest.seq(),
        newest.action(),
        newest.turn(),
        newest.message());
  }

  private static String unlocked(ResultSet row, SecretBox secrets) throws SQLException {
    try {
      return secrets.unlock(text(row, "id"), text(row, "secrets"));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the secrets of an agent cannot be decrypted", e);
    }
  }

  static KnownSession session(ResultSet row) throws SQLException {
    return new KnownSession(
        new AgentId(text(row, "agent_id")),
        URI.create(text(row, "server")),
        text(row, "id"),
        named(KnownSession.Stage.class, text(row, "stage")),
        whole(row, "first_seq", 1),
        text(row, "protocol_version"),
        text(row, "server_version"),
        row.getObject("join_request") == null
            ? OptionalLong.empty()
            : OptionalLong.of(whole(row, "join_request", 0)),
        instant(whole(row, "opened_at", 0)),
        optionalInstant(row, "joined_at"));
  }

  /**
   * Reads an event. A returned event can be decoded.
   *
   * @param decoded cache of events that need not be decoded again
   */
  static StoredEvent event(ResultSet row, DecodedEvents decoded) throws SQLException {
    StoredEvent stored =
        new StoredEvent(
            whole(row, "position", 1),
            new AgentId(text(row, "agent_id")),
            whole(row, "seq", 1),
            named(EventType.class, text(row, "type")),
            text(row, "json"));
    if (!decoded.contains(stored)) {
      requireDecodable(stored);
      decoded.add(stored);
    }
    return stored;
  }

  private static void requireDecodable(StoredEvent stored) {
    Event event = EventReader.read(stored.json());
    if (!event.agentId().equals(stored.agentId())
        || event.seq() != stored.seq()
        || event.data().type() != stored.type()) {
      throw new IllegalArgumentException("event contradicts its row");
    }
  }

  static StoredAction action(ResultSet row) throws SQLException {
    return new StoredAction(
        whole(row, "action", 1),
        whole(row, "turn", 0),
        text(row, "tool"),
        text(row, "arguments"),
        instant(whole(row, "intended_at", 0)));
  }

  /** Returns the agent of a row that may be damaged. */
  static Optional<AgentId> agentOf(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).filter(AgentId::isValid).map(AgentId::new);
  }

  static String text(ResultSet row, String column) throws SQLException {
    if (row.getObject(column) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("missing text in the database");
  }

  private static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
    return row.getObject(column) == null ? Optional.empty() : Optional.of(text(row, column));
  }

  static long whole(ResultSet row, String column, long least) throws SQLException {
    Object value = row.getObject(column);
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= least) {
      return ((Number) value).longValue();
    }
    throw new IllegalArgumentException("invalid number in the database");
  }

  private static Optional<Instant> optionalInstant(ResultSet row, String column)
      throws SQLException {
    return row.getObject(column) == null
        ? Optional.empty()
        : Optional.of(instant(whole(row, column, 0)));
  }

  static Instant instant(long micros) {
    if (micros > LATEST_MICROS) {
      throw new IllegalArgumentException("invalid time in the database");
    }
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static <E extends Enum<E>> E named(Class<E> type, String name) {
    return WireName.parse(type, name)
        .orElseThrow(() -> new IllegalArgumentException("unknown name in the database"));
  }
}
