package ai.joinly.manager.web;

import ai.joinly.manager.web.SocketClose.Pending;
import io.helidon.common.buffers.BufferData;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent to one client. Thread-safe; filling it never waits for the client, as the lock
 * is never held while something is sent.
 */
final class SocketOutbox {
  /** One thing to send. */
  sealed interface Item {
    /** Events that waited, the oldest first; at least one. */
    record Texts(List<String> jsons) implements Item {
      public Texts {
        jsons = List.copyOf(jsons);
      }
    }

    /** Keeps the connection alive: only what a client sends counts as life. */
    record Ping() implements Item {}

    /** Answers a client's ping. */
    record Pong(BufferData payload) implements Item {}

    /** The last item. */
    record Close(SocketClose close) implements Item {}
  }

  /**
   * Characters that are sent together, unless one event has more: a client that stalls holds no
   * more.
   */
  private static final int ENOUGH = 16 * 1024;

  private final int capacity;
  private final long pingNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition room = lock.newCondition();

  // All below belong to the lock.
  private final ArrayDeque<String> events = new ArrayDeque<>();
  private @Nullable BufferData pong;
  private @Nullable SocketClose close;
  private long nextPing;

  SocketOutbox(int capacity, Duration pingEvery) {
    this.capacity = capacity;
    this.pingNanos = pingEvery.toNanos();
    this.nextPing = System.nanoTime() + pingNanos;
  }

  /** Whether {@code json} was taken; it is not when the queue is full or a close is due. */
  boolean offer(String json) {
    lock.lock();
    try {
      if (close != null || events.size() >= capacity) {
        return false;
      }
      events.add(json);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #offer(String)}, but waits for room as long as the client moves on. */
  boolean offer(String json, Duration stall) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = stall.toNanos();
      int before = events.size();
      while (close == null && events.size() >= capacity / 2 + 1) {
        if (left <= 0) {
          return false;
        }
        left = room.awaitNanos(left);
        if (events.size() < before) {
          before = events.size();
          left = stall.toNanos();
        }
      }
      if (close != null) {
        return false;
      }
      events.add(json);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Answers a ping; only the newest is answered when they come faster than they can be. */
  void pong(BufferData payload) {
    lock.lock();
    try {
      pong = payload;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether this is the first close, the one that counts. */
  boolean close(SocketClose last) {
    lock.lock();
    try {
      if (close != null) {
        return false;
      }
      close = last;
      if (last.pending() == Pending.DISCARD) {
        events.clear();
      }
      room.signalAll();
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How many events wait. */
  int size() {
    lock.lock();
    try {
      return events.size();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets the waiting events and says how many there were. */
  int discard() {
    lock.lock();
    try {
      int discarded = events.size();
      events.clear();
      changed.signal();
      return discarded;
    } finally {
      lock.unlock();
    }
  }

  /** The next item; waits for it. For the one thread that sends. */
  Item take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long untilPing = nextPing - System.nanoTime();
        Optional<Item> due = due(untilPing <= 0);
        if (due.isPresent()) {
          room.signal();
          return due.get();
        }
        changed.awaitNanos(untilPing);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Pings go before events, or a busy socket would never be pinged. */
  private Optional<Item> due(boolean pingDue) {
    if (close != null) {
      return Optional.of(events.isEmpty() ? new Item.Close(close) : waiting());
    }
    if (pong != null) {
      Item answer = new Item.Pong(pong);
      pong = null;
      return Optional.of(answer);
    }
    if (pingDue) {
      nextPing = System.nanoTime() + pingNanos;
      return Optional.of(new Item.Ping());
    }
    return events.isEmpty() ? Optional.empty() : Optional.of(waiting());
  }

  /** What waits, or a good piece of it. */
  private Item waiting() {
    List<String> jsons = new ArrayList<>();
    int characters = 0;
    while (!events.isEmpty()
        && (jsons.isEmpty() || characters + events.element().length() <= ENOUGH)) {
      String json = events.remove();
      characters += json.length();
      jsons.add(json);
    }
    return new Item.Texts(jsons);
  }
}
