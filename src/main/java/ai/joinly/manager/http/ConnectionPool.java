package ai.joinly.manager.http;

import io.helidon.webclient.api.ClientConnection;
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
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connections that wait to be used again. Helidon's own cache reads from each idle connection every
 * 101 ms on a thread of its own, which costs processor time and keeps an interrupt from closing the
 * connection; here an idle connection is only an open socket. Thread-safe.
 */
public final class ConnectionPool {
  private record Idle(ClientConnection connection, long since) {}

  private final HttpTransport transport;
  private final int mostIdle;
  private final long longestIdle;
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
    this.transport = transport;
    this.mostIdle = mostIdle;
    this.longestIdle = longestIdle.toNanos();
  }

  /** A connection to the server of {@code uri} that was used before; it may be dead by now. */
  public Optional<ClientConnection> take(URI uri) {
    lock.lock();
    try {
      Deque<Idle> some = idle.get(Origin.of(uri));
      Idle newest = some == null ? null : some.pollFirst();
      if (newest == null) {
        return Optional.empty();
      }
      idleCount--;
      if (System.nanoTime() - newest.since() > longestIdle) {
        newest.connection().closeResource();
        return Optional.empty();
      }
      return Optional.of(newest.connection());
    } finally {
      lock.unlock();
    }
  }

  /** A new connection, which comes back by itself when its response was read and closed. */
  public ClientConnection connect(URI uri) {
    Origin origin = Origin.of(uri);
    return transport.connect(origin, connection -> keep(origin, connection));
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
    all.forEach(one -> one.connection().closeResource());
  }

  /** Whether {@code connection} was kept; else its caller closes it. */
  private boolean keep(Origin origin, ClientConnection connection) {
    if (!connection.isConnected() || connection.reader().available() > 0) {
      // What is left over would be taken for the next response.
      return false;
    }
    List<Idle> old;
    boolean kept;
    lock.lock();
    try {
      old = dropOld();
      kept = !closed && idleCount < mostIdle;
      if (kept) {
        idle.computeIfAbsent(origin, o -> new ArrayDeque<>())
            .addFirst(new Idle(connection, System.nanoTime()));
        idleCount++;
      }
    } finally {
      lock.unlock();
    }
    old.forEach(one -> one.connection().closeResource());
    return kept;
  }

  /** Takes out what waited too long. Under {@code lock}. */
  private List<Idle> dropOld() {
    long now = System.nanoTime();
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
