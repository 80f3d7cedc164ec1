package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.agent.AgentId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Queue of rows to remove: rows of deleted agents, and events beyond the limit of an agent. They
 * are removed in small batches between other writes, as removing all in one step would delay those
 * for seconds. A deleted agent has a mark in the database until all its rows are removed, so that
 * another process can continue. Owned by the writer thread.
 */
final class Removals {
  /** Number of rows in a batch, which takes a few milliseconds. */
  static final int BATCH = 250;

  /** Prefix of the mark of a deleted agent, before its id. */
  static final String DELETING = "deleting ";

  /**
   * Rows to remove.
   *
   * @param through the number of the last event to remove; all rows are removed if the agent is
   *     deleted
   */
  record Removal(String agentId, long through, boolean deleted) {
    static Removal ofAgent(AgentId id) {
      return new Removal(id.value(), Queries.ABOVE_ALL, true);
    }

    static Removal ofEvents(AgentId id, long through) {
      return new Removal(id.value(), through, false);
    }
  }

  private final ArrayDeque<Removal> waiting = new ArrayDeque<>();

  /** Returns the removals that a previous process left pending. */
  static Removals of(Connection connection) throws SQLException {
    Removals removals = new Removals();
    Queries.list(
            connection,
            row -> row.getString(1).substring(DELETING.length()),
            "SELECT name FROM meta WHERE name LIKE '" + DELETING + "%' ORDER BY name")
        .stream()
        .map(id -> new Removal(id, Queries.ABOVE_ALL, true))
        .forEach(removals.waiting::add);
    return removals;
  }

  /** Adds the removals that a commit left pending. */
  void add(List<Removal> left) {
    for (Removal removal : left) {
      waiting.removeIf(
          other ->
              other.agentId().equals(removal.agentId()) && (removal.deleted() || !other.deleted()));
      waiting.add(removal);
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Returns the next removal; the queue must not be empty. */
  Removal next() {
    return waiting.getFirst();
  }

  /** Discards the next removal, as it is done or impossible. */
  void drop() {
    waiting.removeFirst();
  }

  /** Returns the number of pending removals. */
  int size() {
    return waiting.size();
  }
}
