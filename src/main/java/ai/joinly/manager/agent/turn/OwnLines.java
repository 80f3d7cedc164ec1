package ai.joinly.manager.agent.turn;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * What the agent itself wrote in the chat lately, so that it knows its own lines when they come
 * back: platforms differ in whose name they put before them. Thread-safe.
 */
public final class OwnLines {
  private static final int MOST = 200;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock; oldest first. */
  private final LinkedHashSet<String> lines = new LinkedHashSet<>();

  /** To be called before the line is sent: it may come back before the answer does. */
  public void add(String text) {
    lock.lock();
    try {
      lines.remove(plain(text));
      if (lines.size() == MOST) {
        lines.removeFirst();
      }
      lines.addLast(plain(text));
    } finally {
      lock.unlock();
    }
  }

  public boolean contains(String text) {
    lock.lock();
    try {
      return lines.contains(plain(text));
    } finally {
      lock.unlock();
    }
  }

  private static String plain(String text) {
    return SPACE.matcher(text.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
