package ai.joinly.manager.web;

import ai.joinly.manager.event.EventSubscriber;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;

/**
 * Gives a client what it missed and then what happens, without gap or repetition: an event is in
 * the store before anybody hears of it, so what comes while the store is read out needs only be
 * counted. Thread-safe.
 */
final class SocketFeed implements EventSubscriber {
  private static final int PAGE = 500;
  private static final int MOST_DELETIONS = 10_000;

  /** Reads what is stored after a number. */
  @FunctionalInterface
  interface Pages {
    List<StoredEvent> after(long number, int limit);
  }

  private final SocketConnection connection;
  private final ToLongFunction<StoredEvent> number;
  private final Pages pages;
  private final ReentrantLock lock = new ReentrantLock();

  // All below belong to the lock.
  private long sent;
  private long seen;
  private boolean live;
  // Of deletions nothing is stored, so they are kept here until the replay is over.
  private final List<StoredEvent> deletions = new ArrayList<>();

  /**
   * @param number what events are counted by
   * @param after what the client has
   */
  SocketFeed(
      SocketConnection connection, ToLongFunction<StoredEvent> number, Pages pages, long after) {
    this.connection = connection;
    this.number = number;
    this.pages = pages;
    this.sent = after;
    this.seen = after;
  }

  @Override
  public void onEvent(StoredEvent event) {
    lock.lock();
    try {
      seen = number.applyAsLong(event);
      if (live) {
        send(event);
      } else if (event.type() == EventType.DELETED && deletions.size() < MOST_DELETIONS) {
        deletions.add(event);
      }
    } finally {
      lock.unlock();
    }
  }

  private void send(StoredEvent event) {
    if (number.applyAsLong(event) > sent) {
      sent = number.applyAsLong(event);
      connection.onEvent(event);
    }
  }

  /** Sends what the client missed; returns once it gets what happens, or is gone. */
  void replay() throws InterruptedException {
    try {
      boolean more = true;
      while (more) {
        long before = seen();
        List<StoredEvent> page = pages.after(sent(), PAGE);
        for (StoredEvent event : page) {
          if (!connection.replay(event)) {
            return;
          }
        }
        more = !isCaughtUp(page, before);
      }
    } catch (StoreException e) {
      connection.close(SocketClose.STORE_FAILED);
    }
  }

  private boolean isCaughtUp(List<StoredEvent> page, long before) {
    lock.lock();
    try {
      if (!page.isEmpty()) {
        sent = number.applyAsLong(page.getLast());
        return false;
      }
      if (seen != before) {
        return false; // more has come since the store was asked
      }
      live = true;
      deletions.forEach(this::send);
      deletions.clear();
      sent = Math.max(sent, seen);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private long seen() {
    lock.lock();
    try {
      return seen;
    } finally {
      lock.unlock();
    }
  }

  private long sent() {
    lock.lock();
    try {
      return sent;
    } finally {
      lock.unlock();
    }
  }
}
