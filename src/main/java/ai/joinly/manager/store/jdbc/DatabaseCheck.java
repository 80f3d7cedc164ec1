package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.StoreObserver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Check of all rows of a database for damage. Not thread-safe. */
public final class DatabaseCheck implements StoreObserver {
  private static final PageLimit PAGE = new PageLimit(1_000, 1024 * 1024);
  private static final int ROWS_SHOWN = 20;
  private static final List<String> TEXTS = List.of("usages", "orders", "analyses");

  private final Connection connection;
  private final List<String> problems = new ArrayList<>();
  private final DamagedRows damaged = new DamagedRows(this);

  private DatabaseCheck(Connection connection) {
    this.connection = connection;
  }

  /**
   * Returns a sentence for each damaged row, up to a limit, and then the total number.
   *
   * @param secrets box with the correct key; if empty, agents are not read
   */
  public static List<String> damagedRows(Connection connection, Optional<SecretBox> secrets)
      throws SQLException {
    DatabaseCheck check = new DatabaseCheck(connection);
    if (secrets.isPresent()) {
      check.agents(secrets.get());
    }
    check.events();
    long all = check.damaged.count();
    if (all > ROWS_SHOWN) {
      check.problems.add(
          "%s%s rows are damaged in total."
              .formatted(all < DamagedRows.MAX_KNOWN ? "" : "At least ", all));
    }
    return check.problems;
  }

  private void agents(SecretBox secrets) throws SQLException {
    AgentRows rows =
        new AgentRows(secrets, damaged, () -> Queries.ABOVE_ALL - 1, any -> Optional.empty());
    rows.agents(connection);
    rows.sessions(connection);
    for (AgentId id : owners("messages")) {
      rows.messages(connection, id, Integer.MAX_VALUE);
    }
    for (AgentId id : owners("actions")) {
      rows.openActions(connection, id);
    }
    for (String table : TEXTS) {
      for (AgentId id : owners(table)) {
        rows.text(connection, table, id);
      }
    }
  }

  private Set<AgentId> owners(String table) {
    Set<AgentId> owners = new TreeSet<>();
    try {
      Queries.each(
          connection,
          row -> Queries.agentOf(row, "agent_id").ifPresent(owners::add),
          "SELECT DISTINCT agent_id FROM " + table);
    } catch (SQLException e) {
      damaged.found(table, "with its owners", Optional.empty());
    }
    return owners;
  }

  private void events() throws SQLException {
    long newest =
        Queries.list(
                connection, row -> row.getLong(1), "SELECT coalesce(max(position), 0) FROM events")
            .getFirst();
    EventRows rows = new EventRows(damaged, () -> newest);
    List<StoredEvent> page = rows.ofAll(connection, 0, PAGE);
    while (!page.isEmpty()) {
      page = rows.ofAll(connection, page.getLast().position(), PAGE);
    }
  }

  @Override
  public void onDamaged(DamagedRow row) {
    if (problems.size() < ROWS_SHOWN) {
      problems.add(row.described() + ".");
    }
  }

  @Override
  public void onWritten(int count, long nanos) {
    // Nothing is written.
  }

  @Override
  public void onFailed(String sentence) {
    // Nothing is written.
  }
}
