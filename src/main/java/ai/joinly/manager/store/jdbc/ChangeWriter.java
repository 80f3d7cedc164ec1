package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.StoredConfigJson;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.jdbc.Removals.Removal;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writer of changes, by SQL that both SQLite and PostgreSQL support. Owned by the writer thread.
 * Neither commits nor rolls back.
 */
public final class ChangeWriter {
  private static final int MESSAGES_KEPT = 200;
  private static final int TRIM_EVERY = Removals.BATCH;

  /** Tables with few rows of each agent. */
  private static final List<String> SMALL = List.of("messages", "usages", "orders", "analyses");

  /** Tables with up to millions of rows of each agent, with the column that numbers them. */
  private static final Map<String, String> LARGE =
      new TreeMap<>(Map.of("events", "seq", "actions", "action", "turns", "turn"));

  /** Prefix of the name of a copy of a damaged text in the table {@code meta}. */
  private static final String DAMAGED = "damaged ";

  private final Connection connection;
  private final SecretBox secrets;
  private final int eventsPerAgent;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Set<String> checkedTexts = new HashSet<>();
  private final List<Removal> left = new ArrayList<>();
  private long position;

  ChangeWriter(Connection connection, SecretBox secrets, int eventsPerAgent) throws SQLException {
    this.connection = connection;
    this.secrets = secrets;
    this.eventsPerAgent = eventsPerAgent;
    this.position = Math.max(number("SELECT max(position) FROM events"), meta("position"));
  }

  /** Returns the position of the newest event. */
  long position() {
    return position;
  }

  Connection connection() {
    return connection;
  }

  /**
   * Writes one change.
   *
   * @param json the message of the event; empty if the change has none
   * @return the event to deliver, if any
   */
  Optional<StoredEvent> apply(Change change, String json)
      throws SQLException, GeneralSecurityException {
    switch (change) {
      case Change.AgentCreated c -> create(c.agent(), c.age());
      case Change.AgentReconfigured c ->
          update(
              "UPDATE agents SET config = ?, secrets = ? WHERE id = ?",
              StoredConfigJson.open(c.config()),
              secrets.lock(c.agentId().value(), StoredConfigJson.secret(c.config())),
              c.agentId().value());
      case Change.AgentChanged c -> change(c.agent(), c.wantsMeeting());
      case Change.KeyUsed c -> use(c);
      case Change.KeyReleased c ->
          update("DELETE FROM idempotency_keys WHERE digest = ?", c.key().digest());
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
              c.outcome().storedName(),
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

  /**
   * Returns the removals left pending by the changes since the last call. The changes must be
   * committed first.
   */
  List<Removal> left() {
    List<Removal> all = List.copyOf(left);
    left.clear();
    return all;
  }

  /** Replaces the single text of an agent in {@code table}. */
  private void replace(String table, AgentId agentId, String json) throws SQLException {
    if (checkedTexts.add(table + agentId)) {
      copyIfDamaged(table, agentId);
    }
    update(
        "INSERT INTO "
            + table
            + " (agent_id, json) SELECT ?, ? WHERE EXISTS (SELECT 1 FROM agents WHERE id = ?)"
            + " ON CONFLICT (agent_id) DO UPDATE SET json = excluded.json",
        agentId.value(),
        json,
        agentId.value());
  }

  /** Saves a copy of an unreadable text before the text is replaced. */
  private void copyIfDamaged(String table, AgentId agentId) throws SQLException {
    for (Object text :
        Queries.list(
            connection,
            row -> Optional.<Object>ofNullable(row.getObject(1)).orElse(""),
            "SELECT json FROM " + table + " WHERE agent_id = ?",
            agentId.value())) {
      if (!StoredTexts.isReadable(table, text)) {
        update(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            DAMAGED + table + " " + agentId,
            text);
      }
    }
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

  /** Keeps an idempotency key, and removes those that are too old or too many. */
  private void use(Change.KeyUsed c) throws SQLException, GeneralSecurityException {
    String digest = c.key().digest();
    long number = number("SELECT max(number) FROM idempotency_keys") + 1;
    update(
        "DELETE FROM idempotency_keys WHERE number <= ? OR used_at <= ? OR digest = ?",
        number - IdempotencyKey.MAX_KEPT,
        micros(c.at().minus(IdempotencyKey.LIFETIME)),
        digest);
    update(
        "INSERT INTO idempotency_keys (number, digest, body_digest, agent_id, used_at)"
            + " VALUES (?, ?, ?, ?, ?)",
        number,
        digest,
        IdempotencyRows.locked(secrets, digest, c.key().bodyDigest()),
        c.agentId().value(),
        micros(c.at()));
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
      return Optional.empty(); // the agent was deleted in the meantime
    }
    position = next;
    if (event.seq() % TRIM_EVERY == 0 && event.seq() > eventsPerAgent) {
      trim(event.agentId(), event.seq() - eventsPerAgent);
    }
    return Optional.of(stored(event, json));
  }

  private void trim(AgentId id, long through) throws SQLException {
    Removal removal = Removal.ofEvents(id, through);
    if (!remove(removal)) {
      left.add(removal);
    }
  }

  private StoredEvent delete(Event last, String json) throws SQLException {
    String id = last.agentId().value();
    for (String table : SMALL) {
      update("DELETE FROM " + table + " WHERE agent_id = ?", id);
      update("DELETE FROM meta WHERE name = ?", DAMAGED + table + " " + id);
      checkedTexts.remove(table + id);
    }
    update("DELETE FROM agents WHERE id = ?", id);
    position++;
    meta("position", position);
    meta("removed_through", position);
    Removal removal = Removal.ofAgent(last.agentId());
    if (!remove(removal)) {
      meta(Removals.DELETING + id, position);
      left.add(removal);
    }
    return stored(last, json);
  }

  /**
   * Removes a batch of rows.
   *
   * @return whether all rows of the removal are removed
   */
  boolean remove(Removal removal) throws SQLException {
    if (!removal.deleted()) {
      return removeEvents(removal) < Removals.BATCH;
    }
    int rows = 0;
    for (Map.Entry<String, String> table : LARGE.entrySet()) {
      if (rows < Removals.BATCH) {
        rows +=
            removeRows(table.getKey(), table.getValue(), removal.agentId(), Removals.BATCH - rows);
      }
    }
    if (rows < Removals.BATCH) {
      update("DELETE FROM meta WHERE name = ?", Removals.DELETING + removal.agentId());
      return true;
    }
    return false;
  }

  private int removeRows(String table, String number, String agentId, int rows)
      throws SQLException {
    return update(
        "DELETE FROM %1$s WHERE agent_id = ? AND %2$s IN (SELECT %2$s FROM %1$s WHERE agent_id = ? ORDER BY %2$s LIMIT ?)"
            .formatted(table, number),
        agentId,
        agentId,
        rows);
  }

  private int removeEvents(Removal removal) throws SQLException {
    String oldest =
        "SELECT position FROM events WHERE agent_id = ? AND seq <= ? ORDER BY seq LIMIT ?";
    long newest =
        number(
            "SELECT max(position) FROM (" + oldest + ") AS oldest",
            removal.agentId(),
            removal.through(),
            Removals.BATCH);
    if (newest > meta("removed_through")) {
      meta("removed_through", newest);
    }
    return update(
        "DELETE FROM events WHERE position IN (" + oldest + ")",
        removal.agentId(),
        removal.through(),
        Removals.BATCH);
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

  /** Returns the number stored under a name; 0 if there is none. */
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

  public static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
