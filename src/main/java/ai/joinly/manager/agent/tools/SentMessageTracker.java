package ai.joinly.manager.agent.tools;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tracker of the agent's recent chat messages. It identifies the agent's own messages in the chat
 * history, since platforms differ in the sender name that they show for them. Thread-safe.
 */
public final class SentMessageTracker {
  private static final int MAX = 200;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final ReentrantLock lock = new ReentrantLock();

  private final UnaryOperator<String> asRead;

  /** How often each message is still expected in the chat. Guarded by the lock; oldest first. */
  private final LinkedHashMap<String, Integer> lines = new LinkedHashMap<>();

  public SentMessageTracker() {
    this(text -> text);
  }

  /**
   * @param asRead converts a message to the form in which it is read, with parts of it masked
   */
  public SentMessageTracker(UnaryOperator<String> asRead) {
    this.asRead = asRead;
  }

  /**
   * Adds a message. Must be called before it is sent: it can be read before the response arrives.
   */
  public void add(String text) {
    lock.lock();
    try {
      Integer before = lines.remove(plain(text));
      if (lines.size() == MAX) {
        lines.pollFirstEntry();
      }
      lines.putLast(plain(text), before == null ? 1 : before + 1);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether a message that was read is the agent's own. Each message matches once, since
   * others can write the same text.
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

  /** Returns whether the agent wrote this text recently, whether or not it has been read since. */
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
