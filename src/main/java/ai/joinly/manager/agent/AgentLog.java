package ai.joinly.manager.agent;

import ai.joinly.manager.model.LogEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest lines of an agent's log: written by its worker, read by anybody, guarded by its lock.
 */
final class AgentLog {
  static final int MOST_LINES = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<LogEntry> entries = new ArrayDeque<>();

  void add(LogEntry entry) {
    lock.lock();
    try {
      if (entries.size() == MOST_LINES) {
        entries.removeFirst();
      }
      entries.addLast(entry);
    } finally {
      lock.unlock();
    }
  }

  /** The newest {@code lines} lines at most, newest last. */
  List<LogEntry> newest(int lines) {
    lock.lock();
    try {
      int size = Math.min(lines, entries.size());
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
