package ai.joinly.manager.agent.tools;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What the agent itself wrote in the chat lately, so that it knows its own lines when they come
 * back: platforms differ in whose name they put before them. Thread-safe.
 */
public final class SentMessageTracker {
  private static final int MOST = 200;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final ReentrantLock lock = new ReentrantLock();

  private final UnaryOperator<String> asRead;

  /** How often a line has yet to come back. Guarded by the lock; oldest first. */
  private final LinkedHashMap<String, Integer> lines = new LinkedHashMap<>();

  public SentMessageTracker() {
    this(text -> text);
  }

  /**
   * @param asRead what a line looks like when it is read, where parts of it are masked
   */
  public SentMessageTracker(UnaryOperator<String> asRead) {
    this.asRead = asRead;
  }

  /** To be called before the line is sent: it may come back before the answer does. */
  public void add(String text) {
    lock.lock();
    try {
      Integer before = lines.remove(plain(text));
      if (lines.size() == MOST) {
        lines.pollFirstEntry();
      }
      lines.putLast(plain(text), before == null ? 1 : before + 1);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether a line that was read is one of the agent's own; each comes back once, so that others
   * can write the same.
   */
  public boolean take(String text) {
    lock.lock();
    try {
      Integer left = lines.get(plain(text));
      if (left == null || left == 0) {
        return false;
      }
      lines.put(plain(text), left - 1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the agent wrote this lately, come back or not. */
  public boolean contains(String text) {
    lock.lock();
    try {
      return lines.containsKey(plain(text));
    } finally {
      lock.unlock();
    }
  }

  private String plain(String text) {
    return SPACE.matcher(asRead.apply(text).strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
