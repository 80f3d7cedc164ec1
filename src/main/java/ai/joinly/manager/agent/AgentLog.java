package ai.joinly.manager.agent;

import ai.joinly.manager.json.LogLines;
import ai.joinly.manager.model.LogEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest lines of an agent's log: written by its worker, read by anybody, guarded by its lock.
 */
final class AgentLog {
  static final int MOST_LINES = 100;

  /** Of all lines together: there may be a thousand agents. The newest line always stays. */
  static final int MOST_CHARACTERS = 32_768;

  private final ReentrantLock lock = new ReentrantLock();

  // All below belong to the lock.
  private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();

  private int characters;

  /** All lines, once somebody has asked, until the next comes. */
  private Optional<LogLines> all = Optional.empty();

  void add(LogEntry entry) {
    lock.lock();
    try {
      entries.addLast(entry);
      characters += entry.message().length();
      while (entries.size() > MOST_LINES || (characters > MOST_CHARACTERS && entries.size() > 1)) {
        characters -= entries.removeFirst().message().length();
      }
      all = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** The newest {@code lines} lines at most, newest last. */
  List<LogEntry> newest(int lines) {
    lock.lock();
    try {
      if (lines >= entries.size()) {
        all = all.or(() -> Optional.of(new LogLines(List.copyOf(entries))));
        return all.get();
      }
      int size = lines;
      List<LogEntry> newest = new ArrayList<>(size);
      Iterator<LogEntry> fromTheEnd = entries.descendingIterator();
      for (int i = 0; i < size; i++) {
        newest.add(fromTheEnd.next());
      }
      return newest.reversed();
    } finally {
      lock.unlock();
    }
  }
}
