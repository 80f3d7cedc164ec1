package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.json.LogLines;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The newest lines of an agent's log: written by its worker, read by anybody, guarded by its lock.
 * Those of an agent that does not run are kept only as long as memory lasts, and are then read from
 * the store.
 */
final class AgentLog {
  static final int MOST_LINES = 100;

  /** Of all lines together: there may be many agents. The newest line always stays. */
  static final int MOST_CHARACTERS = 32_768;

  private final ReentrantLock lock = new ReentrantLock();

  /** Reads the newest lines from the store; empty when it cannot be read. */
  private final Supplier<List<LogEntry>> stored;

  // All below belong to the lock.
  private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();

  private int characters;

  /** All lines, once somebody has asked, until the next comes. */
  private Optional<LogLines> all = Optional.empty();

  /** Whether the lines are not in {@code entries}, but here or in the store. */
  private boolean released;

  private SoftReference<LogLines> last = new SoftReference<>(null);

  AgentLog(Supplier<List<LogEntry>> stored) {
    this.stored = stored;
  }

  void add(LogEntry entry) {
    lock.lock();
    try {
      boolean again = released;
      hold();
      append(entry);
      if (again) {
        release();
      }
    } finally {
      lock.unlock();
    }
  }

  private void append(LogEntry entry) {
    entries.addLast(entry);
    characters += entry.message().length();
    while (entries.size() > MOST_LINES || (characters > MOST_CHARACTERS && entries.size() > 1)) {
      characters -= entries.removeFirst().message().length();
    }
    all = Optional.empty();
  }

  /** The agent is about to run. */
  void hold() {
    lock.lock();
    try {
      if (released) {
        List<LogEntry> lines = lines();
        released = false;
        lines.forEach(this::append);
        last = new SoftReference<>(null);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The agent does not run. */
  void release() {
    lock.lock();
    try {
      if (!released) {
        last = new SoftReference<>(lines());
        entries.clear();
        characters = 0;
        all = Optional.empty();
        released = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The newest {@code lines} lines at most, newest last. */
  List<LogEntry> newest(int lines) {
    lock.lock();
    try {
      LogLines kept = lines();
      return lines >= kept.size() ? kept : kept.subList(kept.size() - lines, kept.size());
    } finally {
      lock.unlock();
    }
  }

  /** As when memory is short; for tests. */
  void forget() {
    lock.lock();
    try {
      last = new SoftReference<>(null);
    } finally {
      lock.unlock();
    }
  }

  private LogLines lines() {
    if (!released) {
      all = all.or(() -> Optional.of(new LogLines(List.copyOf(entries))));
      return all.get();
    }
    LogLines known = last.get();
    if (known == null) {
      known = new LogLines(stored.get());
      last = new SoftReference<>(known);
    }
    return known;
  }
}
