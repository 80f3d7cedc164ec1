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
 * Newest lines of an agent's log. Written by its worker, read by any thread, guarded by a lock. The
 * lines of an inactive agent are softly referenced, and read from the store if they were collected.
 */
final class AgentLog {
  static final int MAX_LINES = 100;

  /**
   * Limit for all lines together, since there may be many agents. The newest line is always kept.
   */
  static final int MAX_CHARACTERS = 32_768;

  private final ReentrantLock lock = new ReentrantLock();

  /** Reads the newest lines from the store; returns an empty list if it cannot be read. */
  private final Supplier<List<LogEntry>> stored;

  // All fields below are guarded by the lock.
  private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();

  private int characters;

  /** Cached copy of all lines; cleared when a line is added. */
  private Optional<LogLines> all = Optional.empty();

  /** Whether the lines are in {@code last} or in the store instead of {@code entries}. */
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
    while (entries.size() > MAX_LINES || (characters > MAX_CHARACTERS && entries.size() > 1)) {
      characters -= entries.removeFirst().message().length();
    }
    all = Optional.empty();
  }

  /** Keeps the lines in memory, since the agent is about to run. */
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

  /** Releases the lines, since the agent is inactive. */
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

  /** Returns at most {@code lines} of the newest lines, newest last. */
  List<LogEntry> newest(int lines) {
    if (lines == 0) {
      return List.of(); // without reading the store
    }
    lock.lock();
    try {
      LogLines kept = lines();
      return lines >= kept.size() ? kept : kept.subList(kept.size() - lines, kept.size());
    } finally {
      lock.unlock();
    }
  }

  /** Clears the soft reference; for tests. */
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
