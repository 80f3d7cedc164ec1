package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.StoredConfigJson;
import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.KnownSession;
import ai.joinly.manager.model.WireName;
import ai.joinly.manager.store.Change;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns changes into SQL that SQLite and PostgreSQL both speak. Owned by the thread that writes; it
 * neither commits nor rolls back.
 */
final class ChangeWriter {
  private static final int MESSAGES_KEPT = 200;
  private static final int TRIM_EVERY = 1_000;
  private static final String[] OF_AGENT = {
    "events", "actions", "messages", "turns", "usages", "orders", "analyses"
  };

  private final Connection connection;
  private final SecretBox secrets;
  private final int eventsPerAgent;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private long position;

  ChangeWriter(Connection connection, SecretBox secrets, int eventsPerAgent) throws SQLException {
    this.connection = connection;
    this.secrets = secrets;
    this.eventsPerAgent = eventsPerAgent;
    this.position = Math.max(number("SELECT max(position) FROM events"), meta("position"));
  }

  /** The position of the newest event. */
  long position() {
    return position;
  }

  Connection connection() {
    return connection;
  }

  /**
   * Writes one change.
   *
   * @param json the event's message, where there is one
   * @return the event as it is to be handed on
   */
  Optional<StoredEvent> apply(Change change, String json)
      throws SQLException, GeneralSecurityException {
    switch (change) {
      case Change.AgentCreated c -> create(c.agent(), c.age());
      case Change.AgentChanged c -> change(c.agent(), c.wantsMeeting());
      case Change.AgentDeleted c -> {
        return Optional.of(delete(c.last(), json));
      }
      case Change.EventHappened c -> {
        return append(c.event(), json);
      }
      case Change.SessionSaved c -> save(c.session());
      case Change.SessionGone c ->
          update("DELETE FROM sessions WHERE server = ? AND id = ?", c.server().toString(), c.id());
      case Change.ActionIntended c ->
          update(
              "INSERT INTO actions (agent_id, action, turn, tool, arguments, intended_at)"
                  + " SELECT ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM agents WHERE id = ?)",
              c.agentId().value(),
              c.action(),
              c.turn(),
              c.tool(),
              c.arguments(),
              micros(c.at()),
              c.agentId().value());
      case Change.ActionEnded c ->
          update(
              "UPDATE actions SET outcome = ?, result = ?, ended_at = ?"
                  + " WHERE agent_id = ? AND action = ?",
              c.outcome(),
              c.result(),
              micros(c.at()),
              c.agentId().value(),
              c.action());
      case Change.MessageAdded c -> add(c);
      case Change.TurnEnded c -> end(c);
      case Change.UsageSaved c -> replace("usages", c.agentId(), c.json());
      case Change.OrdersSaved c -> replace("orders", c.agentId(), c.json());
      case Change.AnalysisSaved c -> replace("analyses", c.agentId(), c.json());
    }
    return Optional.empty();
  }

  /** Writes the one text that {@code table} has of each agent. */
  private void replace(String table, AgentId agentId, String json) throws SQLException {
    update(
        "INSERT INTO "
            + table
            + " (agent_id, json) SELECT ?, ? WHERE EXISTS (SELECT 1 FROM agents WHERE id = ?)"
            + " ON CONFLICT (agent_id) DO UPDATE SET json = excluded.json",
        agentId.value(),
        json,
        agentId.value());
  }

  private void create(Agent agent, long age) throws SQLException, GeneralSecurityException {
    update(
        "INSERT INTO agents (id, age, config, secrets, created_at, status, meeting_status,"
            + " wants_meeting) VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
        agent.id().value(),
        age,
        StoredConfigJson.open(agent.config()),
        secrets.lock(agent.id().value(), StoredConfigJson.secret(agent.config())),
        micros(agent.createdAt()),
        WireName.of(agent.status()),
        WireName.of(agent.meetingStatus()));
  }

  private void change(Agent agent, boolean wantsMeeting) throws SQLException {
    update(
        "UPDATE agents SET status = ?, meeting_status = ?, wants_meeting = ?, started_at = ?,"
            + " stopped_at = ?, error_message = ?, last_error = ? WHERE id = ?",
        WireName.of(agent.status()),
        WireName.of(agent.meetingStatus()),
        wantsMeeting ? 1 : 0,
        agent.startedAt().map(ChangeWriter::micros),
        agent.stoppedAt().map(ChangeWriter::micros),
        agent.errorMessage(),
        agent.lastError(),
        agent.id().value());
  }

  private Optional<StoredEvent> append(Event event, String json) throws SQLException {
    long next = position + 1;
    int rows =
        update(
            "INSERT INTO events (position, agent_id, seq, type, json)"
                + " SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM agents WHERE id = ?)",
            next,
            event.agentId().value(),
            event.seq(),
            WireName.of(event.data().type()),
            json,
            event.agentId().value());
    if (rows == 0) {
      return Optional.empty(); // the agent was deleted meanwhile
    }
    position = next;
    if (event.seq() % TRIM_EVERY == 0 && event.seq() > eventsPerAgent) {
      trim(event.agentId(), event.seq() - eventsPerAgent);
    }
    return Optional.of(stored(event, json));
  }

  private void trim(AgentId id, long through) throws SQLException {
    long removed =
        number(
            "SELECT max(position) FROM events WHERE agent_id = ? AND seq <= ?",
            id.value(),
            through);
    update("DELETE FROM events WHERE agent_id = ? AND seq <= ?", id.value(), through);
    if (removed > meta("removed_through")) {
      meta("removed_through", removed);
    }
  }

  private StoredEvent delete(Event last, String json) throws SQLException {
    for (String table : OF_AGENT) {
      update("DELETE FROM " + table + " WHERE agent_id = ?", last.agentId().value());
    }
    update("DELETE FROM agents WHERE id = ?", last.agentId().value());
    position++;
    meta("position", position);
    meta("removed_through", position);
    return stored(last, json);
  }

  private StoredEvent stored(Event event, String json) {
    return new StoredEvent(position, event.agentId(), event.seq(), event.data().type(), json);
  }

  private void save(KnownSession s) throws SQLException {
    update(
        "INSERT INTO sessions (server, id, agent_id, stage, first_seq, protocol_version,"
            + " server_version, join_request, opened_at, joined_at, database_id)"
            + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, value FROM meta WHERE name = 'database_id'"
            + " ON CONFLICT (server, id) DO UPDATE SET stage = excluded.stage,"
            + " protocol_version = excluded.protocol_version,"
            + " server_version = excluded.server_version, join_request = excluded.join_request,"
            + " joined_at = excluded.joined_at",
        s.server().toString(),
        s.id(),
        s.agentId().value(),
        WireName.of(s.stage()),
        s.firstSeq(),
        s.protocolVersion(),
        s.serverVersion(),
        s.joinRequest().isPresent()
            ? Optional.of(s.joinRequest().getAsLong())
            : Optional.<Long>empty(),
        micros(s.openedAt()),
        s.joinedAt().map(ChangeWriter::micros));
  }

  private void add(Change.MessageAdded c) throws SQLException {
    update(
        "INSERT INTO messages (agent_id, number, json)"
            + " SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM agents WHERE id = ?)",
        c.agentId().value(),
        c.number(),
        c.json(),
        c.agentId().value());
    update(
        "DELETE FROM messages WHERE agent_id = ? AND number <= ?",
        c.agentId().value(),
        c.number() - MESSAGES_KEPT);
  }

  private void end(Change.TurnEnded c) throws SQLException {
    update(
        "INSERT INTO turns (agent_id, turn, started_at, lasted_micros, outcome, provider, model,"
            + " input_tokens, output_tokens, cached_input_tokens)"
            + " SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
            + " WHERE EXISTS (SELECT 1 FROM agents WHERE id = ?)",
        c.agentId().value(),
        c.turn(),
        micros(c.startedAt()),
        c.lasted().toNanos() / 1_000,
        c.outcome(),
        c.provider(),
        c.model(),
        c.inputTokens(),
        c.outputTokens(),
        c.cachedInputTokens(),
        c.agentId().value());
  }

  /** A number that is kept under a name; 0 when there is none. */
  private long meta(String name) throws SQLException {
    return number("SELECT max(CAST(value AS BIGINT)) FROM meta WHERE name = ?", name);
  }

  private void meta(String name, long value) throws SQLException {
    update(
        "INSERT INTO meta (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        Long.toString(value));
  }

  private long number(String sql, Object... values) throws SQLException {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  private int update(String sql, Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  private PreparedStatement bound(String sql, Object... values) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    List<Object> bound = new ArrayList<>(List.of(values));
    for (int i = 0; i < bound.size(); i++) {
      Object value = bound.get(i);
      statement.setObject(i + 1, value instanceof Optional<?> some ? some.orElse(null) : value);
    }
    return statement;
  }

  static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
