package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.StoreObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Damaged rows found so far, each reported once. Thread-safe. */
final class DamagedRows {
  /** Maximum number of rows that are reported and counted. */
  static final int MAX_KNOWN = 10_000;

  /** Maximum number of rows of one agent that are passed to the listener. */
  private static final int MAX_OF_AGENT = 10;

  private final StoreObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock, like all fields below.
  private final Set<String> known = new HashSet<>();
  private final Map<AgentId, Integer> byAgent = new HashMap<>();
  private final Set<DamagedRow> passedOn = new LinkedHashSet<>();
  private Optional<Consumer<DamagedRow>> listener = Optional.empty();

  DamagedRows(StoreObserver observer) {
    this.observer = observer;
  }

  /** Reports a row unless it was reported before. */
  void found(String table, String row, Optional<AgentId> agentId) {
    DamagedRow damaged = new DamagedRow(table, row, agentId);
    lock.lock();
    try {
      if (known.size() < MAX_KNOWN && known.add(table + " " + row)) {
        observer.onDamaged(damaged);
        agentId.ifPresent(id -> passOn(id, damaged));
      }
    } finally {
      lock.unlock();
    }
  }

  private void passOn(AgentId id, DamagedRow damaged) {
    if (byAgent.merge(id, 1, Integer::sum) <= MAX_OF_AGENT) {
      passedOn.add(damaged);
      listener.ifPresent(l -> l.accept(damaged));
    }
  }

  /** Passes the agents' damaged rows found so far, and each one found later, to {@code next}. */
  void listen(Consumer<DamagedRow> next) {
    lock.lock();
    try {
      listener = Optional.of(next);
      passedOn.forEach(next);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of damaged rows, up to {@link #MAX_KNOWN}. */
  long count() {
    lock.lock();
    try {
      return known.size();
    } finally {
      lock.unlock();
    }
  }
}
