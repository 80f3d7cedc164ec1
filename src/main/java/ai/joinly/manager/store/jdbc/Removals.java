package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.agent.AgentId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Rows of deleted agents, and events beyond the limit of an agent, which are removed in small
 * batches between other writes: removing all at once would hold those up for seconds. A deleted
 * agent has a mark in the database until all of its rows are gone, so that another process goes on.
 * Owned by the thread that writes.
 */
final class Removals {
  /** Rows of a batch, which takes a few milliseconds. */
  static final int BATCH = 250;

  /** What the mark of a deleted agent begins with, before its id. */
  static final String DELETING = "deleting ";

  /**
   * Something to be removed.
   *
   * @param through the number of the last event that goes; all rows go when the agent is deleted
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

  /** Finds what a former process has left to be removed. */
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

  /** Adds what a commit has left to be removed. */
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

  /** Returns what is to be removed next; there must be something. */
  Removal next() {
    return waiting.getFirst();
  }

  /** Forgets what was to be removed next, since it is done or cannot be done. */
  void drop() {
    waiting.removeFirst();
  }

  /** Returns how much is to be removed. */
  int size() {
    return waiting.size();
  }
}
