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
 * Pool of idle connections. Helidon's own cache reads from each idle connection every 101 ms on a
 * separate thread, which costs CPU time and prevents an interrupt from closing the connection; here
 * an idle connection is only an open socket. Thread-safe.
 */
public final class ConnectionPool {
  private record Idle(OpenConnection line, long since) {}

  private final HttpTransport transport;
  private final int maxIdle;
  private final long maxIdleTime;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@code lock}; the newest first. */
  private final Map<Origin, Deque<Idle>> idle = new HashMap<>();

  /** Guarded by {@code lock}. */
  private int idleCount;

  /** Guarded by {@code lock}. */
  private boolean closed;

  /**
   * @param transport the transport with the timeouts, socket options and certificates of the
   *     connections
   * @param maxIdle the maximum number of idle connections; others are closed
   * @param maxIdleTime the time after which an idle connection is closed; must be below the
   *     server's keep-alive timeout
   */
  public ConnectionPool(HttpTransport transport, int maxIdle, Duration maxIdleTime) {
    this(transport, maxIdle, maxIdleTime, System::nanoTime);
  }

  ConnectionPool(
      HttpTransport transport, int maxIdle, Duration maxIdleTime, LongSupplier nanoTime) {
    this.transport = transport;
    this.maxIdle = maxIdle;
    this.maxIdleTime = maxIdleTime.toNanos();
    this.nanoTime = nanoTime;
  }

  /**
   * Takes an idle connection to the server of {@code uri}, if there is one; it may be closed by
   * now.
   */
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

  /** Opens a connection that can be reused. */
  public PooledExchange connect(URI uri) {
    return new PooledExchange(this, open(uri), true);
  }

  /** Opens a connection for one request. */
  public PooledExchange connectOnce(URI uri) {
    return new PooledExchange(this, open(uri), false);
  }

  private OpenConnection open(URI uri) {
    Origin origin = Origin.of(uri);
    AtomicBoolean closed = new AtomicBoolean();
    return new OpenConnection(origin, transport.connect(origin, () -> closed.set(true)), closed);
  }

  /** Returns the number of idle connections. */
  public int waiting() {
    lock.lock();
    try {
      return idleCount;
    } finally {
      lock.unlock();
    }
  }

  /** Closes all idle connections, and from now on every returned one. */
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

  /** Returns whether {@code line} was kept; otherwise the caller must close it. */
  boolean keep(OpenConnection line) {
    List<Idle> old;
    boolean kept;
    lock.lock();
    try {
      old = dropOld();
      kept = !closed && idleCount < maxIdle;
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

  /**
   * Closes connections; must be called without {@code lock}, because a close may wait for the
   * network.
   */
  private static void close(List<Idle> some) {
    some.forEach(one -> one.line().close());
  }

  /** Removes and returns the connections that were idle for too long. Requires {@code lock}. */
  private List<Idle> dropOld() {
    long now = nanoTime.getAsLong();
    List<Idle> old = new ArrayList<>();
    Iterator<Deque<Idle>> queues = idle.values().iterator();
    while (queues.hasNext()) {
      Deque<Idle> queue = queues.next();
      while (!queue.isEmpty() && now - queue.peekLast().since() > maxIdleTime) {
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
