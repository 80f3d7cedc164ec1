package ai.joinly.manager.http;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Connections that wait to be used again. Helidon's own cache reads from each idle connection every
 * 101 ms on a thread of its own, which costs processor time and keeps an interrupt from closing the
 * connection; here an idle connection is only an open socket. Thread-safe.
 */
public final class ConnectionPool {
  private record Idle(OpenConnection line, long since) {}

  private final HttpTransport transport;
  private final int mostIdle;
  private final long longestIdle;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}; the newest first. */
  private final Map<Origin, Deque<Idle>> idle = new HashMap<>();

  /** Guarded by {@code lock}. */
  private int idleCount;

  /** Guarded by {@code lock}. */
  private boolean closed;

  /**
   * @param transport whose time-outs, sockets and certificates the connections have
   * @param mostIdle connections that wait at most; others are closed
   * @param longestIdle after which a connection is not used again; below what its server allows
   */
  public ConnectionPool(HttpTransport transport, int mostIdle, Duration longestIdle) {
    this(transport, mostIdle, longestIdle, System::nanoTime);
  }

  ConnectionPool(
      HttpTransport transport, int mostIdle, Duration longestIdle, LongSupplier nanoTime) {
    this.transport = transport;
    this.mostIdle = mostIdle;
    this.longestIdle = longestIdle.toNanos();
    this.nanoTime = nanoTime;
  }

  /** A connection to the server of {@code uri} that was used before; it may be dead by now. */
  public Optional<PooledExchange> take(URI uri) {
    Origin origin = Origin.of(uri);
    List<Idle> old;
    Optional<Idle> newest;
    lock.lock();
    try {
      old = dropOld();
      newest = Optional.ofNullable(idle.get(origin)).map(Deque::pollFirst);
      newest.ifPresent(one -> idleCount--);
    } finally {
      lock.unlock();
    }
    close(old);
    return newest.map(one -> new PooledExchange(this, one.line(), true));
  }

  /** A new connection, which can serve again. */
  public PooledExchange connect(URI uri) {
    return new PooledExchange(this, open(uri), true);
  }

  /** A new connection for one request. */
  public PooledExchange connectOnce(URI uri) {
    return new PooledExchange(this, open(uri), false);
  }

  private OpenConnection open(URI uri) {
    Origin origin = Origin.of(uri);
    AtomicBoolean closed = new AtomicBoolean();
    return new OpenConnection(origin, transport.connect(origin, () -> closed.set(true)), closed);
  }

  /** How many connections wait to be used again. */
  public int waiting() {
    lock.lock();
    try {
      return idleCount;
    } finally {
      lock.unlock();
    }
  }

  /** Closes all that wait, and from now on whatever comes back. */
  public void close() {
    List<Idle> all = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      idle.values().forEach(all::addAll);
      idle.clear();
      idleCount = 0;
    } finally {
      lock.unlock();
    }
    close(all);
  }

  /** Whether {@code line} was kept; else its caller closes it. */
  boolean keep(OpenConnection line) {
    List<Idle> old;
    boolean kept;
    lock.lock();
    try {
      old = dropOld();
      kept = !closed && idleCount < mostIdle;
      if (kept) {
        idle.computeIfAbsent(line.origin(), o -> new ArrayDeque<>())
            .addFirst(new Idle(line, nanoTime.getAsLong()));
        idleCount++;
      }
    } finally {
      lock.unlock();
    }
    close(old);
    return kept;
  }

  /** Not under {@code lock}: a close may wait for the network. */
  private static void close(List<Idle> some) {
    some.forEach(one -> one.line().close());
  }

  /** Takes out what waited too long. Under {@code lock}. */
  private List<Idle> dropOld() {
    long now = nanoTime.getAsLong();
    List<Idle> old = new ArrayList<>();
    Iterator<Deque<Idle>> queues = idle.values().iterator();
    while (queues.hasNext()) {
      Deque<Idle> queue = queues.next();
      while (!queue.isEmpty() && now - queue.peekLast().since() > longestIdle) {
        old.add(queue.removeLast());
        idleCount--;
      }
      if (queue.isEmpty()) {
        queues.remove();
      }
    }
    return old;
  }
}
