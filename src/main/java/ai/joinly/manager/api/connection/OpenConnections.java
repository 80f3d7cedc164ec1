package ai.joinly.manager.api.connection;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Open connections of a server within their {@link ConnectionLimits}. If all are taken, a new
 * connection replaces the one that has waited longest without a request, so that idle clients
 * cannot block others. Thread-safe.
 */
public final class OpenConnections {
  /**
   * When all are taken, 1/64 of them is closed at a time, because each search iterates over all
   * connections.
   */
  private static final int ROOM_DIVISOR = 64;

  /** 1/8 more sockets may be open while connections are refused or closed. */
  private static final int EXTRA_SOCKETS_DIVISOR = 8;

  private record Waiting(ClientConnection connection, long since) {}

  private final ConnectionLimits limits;

  /** Paths of requests that may use the reserved connections. */
  private final Predicate<String> privileged;

  private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<Ending, LongAdder> endings = new EnumMap<>(Ending.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock roomLock = new ReentrantLock();

  /** Guarded by the lock, as is {@code count}, the size of {@code open}. */
  private final Map<AddressKey, Integer> ofAddress = new HashMap<>();

  private int count;

  public OpenConnections(ConnectionLimits limits, Predicate<String> privileged) {
    this.limits = limits;
    this.privileged = privileged;
    for (Ending ending : Ending.values()) {
      endings.put(ending, new LongAdder());
    }
  }

  public ConnectionLimits limits() {
    return limits;
  }

  /** Returns the maximum number of open sockets, including those of connections being refused. */
  public int mostSockets() {
    return limits.connections() + Math.max(4, limits.connections() / EXTRA_SOCKETS_DIVISOR);
  }

  /** Returns the number of open connections. */
  public int size() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of requests being served. */
  public int requests() {
    return requests.get();
  }

  /** Returns how many connections were closed for {@code ending}. */
  public long ended(Ending ending) {
    return counter(ending).sum();
  }

  private LongAdder counter(Ending ending) {
    return Objects.requireNonNull(endings.get(ending));
  }

  /** Counts a connection that was closed. */
  void count(Ending ending) {
    counter(ending).increment();
  }

  /** Admits a connection, or returns the reason for which it is refused. */
  Optional<Ending> admit(ClientConnection newcomer) {
    Optional<Ending> refusal = tryAdmit(newcomer);
    if (refusal.equals(Optional.of(Ending.FULL))) {
      refusal = admitInPlaceOfOthers(newcomer);
    }
    refusal.ifPresent(this::count);
    return refusal;
  }

  /**
   * Closes waiting connections until the new one fits. One thread at a time does this; other new
   * connections may take the freed ones meanwhile.
   */
  private Optional<Ending> admitInPlaceOfOthers(ClientConnection newcomer) {
    roomLock.lock();
    try {
      Optional<Ending> refusal = tryAdmit(newcomer);
      while (refusal.equals(Optional.of(Ending.FULL)) && makeRoom(Ending.CROWDED_OUT)) {
        refusal = tryAdmit(newcomer);
      }
      return refusal;
    } finally {
      roomLock.unlock();
    }
  }

  private Optional<Ending> tryAdmit(ClientConnection newcomer) {
    lock.lock();
    try {
      int others = ofAddress.getOrDefault(newcomer.address(), 0);
      if (limits.perAddress() > 0 && others >= limits.perAddress()) {
        return Optional.of(Ending.ADDRESS_LIMIT);
      }
      if (count >= limits.connections()) {
        return Optional.of(Ending.FULL);
      }
      ofAddress.put(newcomer.address(), others + 1);
      count++;
      open.add(newcomer);
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Removes a connection that has ended. */
  void remove(ClientConnection connection) {
    lock.lock();
    try {
      if (open.remove(connection)) {
        count--;
        ofAddress.computeIfPresent(
            connection.address(), (address, number) -> number == 1 ? null : number - 1);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes some of the connections that have waited longest for a request, and returns whether
   * there were any.
   */
  boolean makeRoom(Ending reason) {
    List<ClientConnection> longest =
        open.stream()
            .flatMap(
                connection ->
                    connection.waitingSince().map(since -> new Waiting(connection, since)).stream())
            .sorted(Comparator.comparingLong(Waiting::since))
            .map(Waiting::connection)
            .toList();
    int wanted = Math.max(1, limits.connections() / ROOM_DIVISOR);
    int closed = 0;
    for (ClientConnection connection : longest) {
      if (closed == wanted) {
        break;
      }
      if (connection.closeIfWaiting()) {
        remove(connection);
        count(reason);
        closed++;
      }
    }
    return closed > 0;
  }

  /** Closes the connections that exceed a time limit. */
  void sweep(long now) {
    for (ClientConnection connection : open) {
      connection
          .closeIfOverdue(now, limits)
          .ifPresent(
              ending -> {
                remove(connection);
                count(ending);
              });
    }
  }

  /** Closes all connections. */
  public void closeAll() {
    open.forEach(ClientConnection::close);
  }

  /** Counts a request, and returns false if there are too many. */
  boolean beginRequest(ClientConnection connection) {
    int most =
        privileged.test(connection.path())
            ? limits.requests()
            : limits.requests() - limits.reserved();
    if (requests.incrementAndGet() > most) {
      requests.decrementAndGet();
      return false;
    }
    connection.requestBegun();
    return true;
  }

  void endRequest(ClientConnection connection) {
    requests.decrementAndGet();
    connection.requestEnded();
  }
}
