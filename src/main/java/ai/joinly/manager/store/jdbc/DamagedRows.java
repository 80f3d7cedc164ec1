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

/** The rows that were found damaged, each reported once. Thread-safe. */
final class DamagedRows {
  /** Of more rows nothing is reported: they are counted by {@code --check}. */
  private static final int MOST_KNOWN = 10_000;

  /** So many rows of one agent are passed on to the listener. */
  private static final int MOST_OF_AGENT = 10;

  private final StoreObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock, as all below.
  private final Set<String> known = new HashSet<>();
  private final Map<AgentId, Integer> byAgent = new HashMap<>();
  private final Set<DamagedRow> passedOn = new LinkedHashSet<>();
  private Optional<Consumer<DamagedRow>> listener = Optional.empty();

  DamagedRows(StoreObserver observer) {
    this.observer = observer;
  }

  /** Reports a row, unless it is known. */
  void found(String table, String row, Optional<AgentId> agentId) {
    DamagedRow damaged = new DamagedRow(table, row, agentId);
    lock.lock();
    try {
      if (known.size() < MOST_KNOWN && known.add(table + " " + row)) {
        observer.onDamaged(damaged);
        agentId.ifPresent(id -> passOn(id, damaged));
      }
    } finally {
      lock.unlock();
    }
  }

  private void passOn(AgentId id, DamagedRow damaged) {
    if (byAgent.merge(id, 1, Integer::sum) <= MOST_OF_AGENT) {
      passedOn.add(damaged);
      listener.ifPresent(l -> l.accept(damaged));
    }
  }

  /** Passes on what was found of agents up to now, and what is found later. */
  void listen(Consumer<DamagedRow> next) {
    lock.lock();
    try {
      listener = Optional.of(next);
      passedOn.forEach(next);
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many are known. */
  long count() {
    lock.lock();
    try {
      return known.size();
    } finally {
      lock.unlock();
    }
  }
}
