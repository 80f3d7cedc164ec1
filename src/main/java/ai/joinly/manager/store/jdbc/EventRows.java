package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.SeqRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Reader of events in the order of their numbers. Skips damaged ones: rows with invalid content and
 * rows on unreadable pages of the file. Thread-safe.
 */
final class EventRows {
  private static final String COLUMNS = "SELECT position, agent_id, seq, type, json FROM events ";

  /** Condition that excludes deleted agents whose rows are not all removed. */
  static final String NOT_DELETED =
      "agent_id NOT IN (SELECT substr(name, %s) FROM meta WHERE name LIKE '%s%%') "
          .formatted(Removals.DELETING.length() + 1, Removals.DELETING);

  /** Rows that are read one by one around a damaged page before a range read is retried. */
  private static final int ONE_BY_ONE = 500;

  /** Maximum number of rows that one call reads one by one. */
  private static final int MAX_ONE_BY_ONE = 100_000;

  private final DecodedEvents decoded = new DecodedEvents();
  private final DamagedRows damaged;
  private final LongSupplier newestPosition;

  /**
   * @param newestPosition the position of the newest event; no event has a larger number
   */
  EventRows(DamagedRows damaged, LongSupplier newestPosition) {
    this.damaged = damaged;
    this.newestPosition = newestPosition;
  }

  /**
   * Selection of events.
   *
   * @param agentId the agent; empty for all agents
   * @param number the column that orders the events
   * @param where further conditions as SQL
   */
  private record Source(Optional<AgentId> agentId, String number, String where) {
    private String sql(String comparison) {
      return COLUMNS
          + "WHERE "
          + (agentId.isPresent() ? "agent_id = ? AND " : "")
          + number
          + comparison
          + " AND "
          + where
          + " ORDER BY "
          + number
          + " LIMIT ?";
    }

    private String following() {
      return sql(" > ? AND " + number + " < " + Queries.ABOVE_ALL);
    }

    private String exactly() {
      return sql(" = ?");
    }
  }

  private static final Source ALL = new Source(Optional.empty(), "position", NOT_DELETED);

  /** Progress of a read. */
  private static final class Place {
    final List<StoredEvent> events = new ArrayList<>();

    /** The number of the last visited row, readable or not. */
    long number;

    int oneByOne;

    /** Characters that may still be taken. */
    private long room;

    /** Whether an event was left for the next page. */
    boolean full;

    Place(long after, long characters) {
      number = after;
      room = characters;
    }

    /** Adds an event unless the page is full; the first one is always added. */
    void add(StoredEvent event) {
      room -= event.json().length();
      full = room < 0 && !events.isEmpty();
      if (!full) {
        events.add(event);
      }
    }
  }

  /** Returns events of one agent with a larger {@code seq} than {@code after}. */
  List<StoredEvent> ofAgent(Connection connection, AgentId id, long after, PageLimit limit)
      throws SQLException {
    return read(connection, source(id, ""), after, limit);
  }

  /** Returns events of one agent with {@code types} and a larger {@code seq} than {@code after}. */
  List<StoredEvent> ofAgent(
      Connection connection, AgentId id, Set<EventType> types, long after, PageLimit limit)
      throws SQLException {
    String wanted =
        types.stream()
            .map(type -> "'" + WireName.of(type) + "'")
            .sorted()
            .collect(Collectors.joining(", "));
    return read(connection, source(id, "type IN (" + wanted + ") AND "), after, limit);
  }

  /** Returns events of all agents with a larger {@code position} than {@code after}. */
  List<StoredEvent> ofAll(Connection connection, long after, PageLimit limit) throws SQLException {
    return read(connection, ALL, after, limit);
  }

  private static Source source(AgentId id, String types) {
    return new Source(Optional.of(id), "seq", types + NOT_DELETED);
  }

  /** Returns the newest lines of an agent's log as events, oldest first. */
  List<StoredEvent> log(Connection connection, AgentId id, int lines) throws SQLException {
    List<StoredEvent> newestFirst = new ArrayList<>();
    try {
      long before = Queries.ABOVE_ALL;
      int rows = lines;
      while (rows == lines && newestFirst.size() < lines) {
        Page page = logPage(connection, id, before, lines);
        newestFirst.addAll(page.events());
        before = page.lowest();
        rows = page.rows();
      }
      List<StoredEvent> log = newestFirst.reversed();
      return log.subList(Math.max(0, log.size() - lines), log.size());
    } catch (SQLException e) {
      if (!SqliteDatabase.isDamage(e)) {
        throw e;
      }
      List<StoredEvent> log =
          ofAgent(
              connection,
              id,
              Set.of(EventType.LOG),
              Math.max(0, range(connection, id).newest() - MAX_ONE_BY_ONE),
              PageLimit.of(Integer.MAX_VALUE));
      return log.subList(Math.max(0, log.size() - lines), log.size());
    }
  }

  /** Some lines of a log, newest first, and the number of rows visited for them. */
  private record Page(List<StoredEvent> events, int rows, long lowest) {}

  private Page logPage(Connection connection, AgentId id, long before, int lines)
      throws SQLException {
    List<StoredEvent> events = new ArrayList<>();
    int rows = 0;
    long lowest = before;
    try (PreparedStatement statement =
        connection.prepareStatement(
            COLUMNS
                + "WHERE agent_id = ? AND type = 'log' AND seq < ? AND "
                + NOT_DELETED
                + "ORDER BY seq DESC LIMIT ?")) {
      statement.setString(1, id.value());
      statement.setLong(2, before);
      statement.setInt(3, lines);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows++;
          lowest = Math.min(lowest - 1, found.getLong("seq"));
          readable(found).ifPresent(events::add);
        }
      }
    }
    return new Page(events, rows, lowest);
  }

  /** Returns the range of an agent's event numbers, including damaged ones. */
  SeqRange range(Connection connection, AgentId id) throws SQLException {
    try {
      return Queries.list(
              connection,
              row ->
                  row.getObject(1) == null
                      ? new SeqRange(1, 0)
                      : new SeqRange(row.getLong(1), row.getLong(2)),
              "SELECT min(seq), max(seq) FROM events WHERE agent_id = ? AND seq >= 1 AND seq < "
                  + Queries.ABOVE_ALL
                  + " AND "
                  + NOT_DELETED,
              id.value())
          .getFirst();
    } catch (SQLException e) {
      if (!SqliteDatabase.isDamage(e)) {
        throw e;
      }
      damaged.found("events", "newest of " + id, Optional.of(id));
      return new SeqRange(1, newestPosition.getAsLong());
    }
  }

  private List<StoredEvent> read(Connection connection, Source source, long after, PageLimit page)
      throws SQLException {
    int limit = page.events();
    Place place = new Place(after, page.characters());
    boolean more = true;
    while (more && !place.full && place.events.size() < limit) {
      int wanted = limit - place.events.size();
      long before = place.number;
      try {
        more = take(connection, source, source.following(), before, wanted, place) == wanted;
        place.number = Math.max(place.number, more ? before + 1 : before);
      } catch (SQLException e) {
        if (!SqliteDatabase.isDamage(e)) {
          throw e;
        }
        more = takeOneByOne(connection, source, limit, place);
      }
    }
    return place.events;
  }

  /** Reads the next rows by their numbers; returns whether there may be more. */
  private boolean takeOneByOne(Connection connection, Source source, int limit, Place place)
      throws SQLException {
    long newest =
        source.agentId().isPresent()
            ? range(connection, source.agentId().get()).newest()
            : newestPosition.getAsLong();
    int tries = ONE_BY_ONE;
    while (place.number < newest && tries > 0 && !place.full && place.events.size() < limit) {
      long number = place.number + 1;
      try {
        take(connection, source, source.exactly(), number, 1, place);
      } catch (SQLException e) {
        if (!SqliteDatabase.isDamage(e)) {
          throw e;
        }
        damaged.found("events", nameOf(connection, source, number), source.agentId());
      }
      place.number = number;
      place.oneByOne++;
      tries--;
    }
    return place.number < newest && place.oneByOne < MAX_ONE_BY_ONE;
  }

  /** Adds the readable rows of a statement; returns the number of its rows. */
  private int take(
      Connection connection, Source source, String sql, long number, int limit, Place place)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int index = 1;
      if (source.agentId().isPresent()) {
        statement.setString(index++, source.agentId().get().value());
      }
      statement.setLong(index++, number);
      statement.setInt(index, limit);
      int count = 0;
      try (ResultSet rows = statement.executeQuery()) {
        while (!place.full && rows.next()) {
          count++;
          place.number = rows.getLong(source.number());
          readable(rows).ifPresent(place::add);
        }
      }
      return count;
    }
  }

  private Optional<StoredEvent> readable(ResultSet row) throws SQLException {
    try {
      return Optional.of(Queries.event(row, decoded));
    } catch (RuntimeException e) {
      damaged.found("events", row.getString("position"), Queries.agentOf(row, "agent_id"));
      return Optional.empty();
    }
  }

  /** Returns the position of an unreadable event, which the index may still contain. */
  private static String nameOf(Connection connection, Source source, long number) {
    if (source.agentId().isEmpty()) {
      return Long.toString(number);
    }
    try {
      return Queries.list(
              connection,
              row -> row.getString(1),
              "SELECT position FROM events WHERE agent_id = ? AND seq = ?",
              source.agentId().get().value(),
              number)
          .getFirst();
    } catch (SQLException | RuntimeException e) {
      return "with the seq " + number;
    }
  }
}
