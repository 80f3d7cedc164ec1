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
 * The connections of a server within their {@link ConnectionLimits}: a newcomer that finds all of
 * them taken gets the place of the one that has waited longest without a request, so that silent
 * clients shut nobody out. Thread-safe.
 */
public final class OpenConnections {
  /** What a full house makes room for at once: each time all connections are looked at. */
  private static final int ROOM_PART = 64;

  /** One more in so many may be open for as long as it takes to refuse or close it. */
  private static final int PASSING_PART = 8;

  private record Waiting(ClientConnection connection, long since) {}

  private final ConnectionLimits limits;

  /** Paths of requests that may use what is reserved. */
  private final Predicate<String> privileged;

  private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final Map<Ending, LongAdder> endings = new EnumMap<>(Ending.class);
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock roomLock = new ReentrantLock();

  /** Guarded by the lock, as is the number of {@code open}. */
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

  /** Sockets that may be open for a moment: beside the connections those that are refused. */
  public int mostSockets() {
    return limits.connections() + Math.max(4, limits.connections() / PASSING_PART);
  }

  /** Connections that are open. */
  public int size() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Requests that are served. */
  public int requests() {
    return requests.get();
  }

  /** Connections that were closed for {@code ending} so far. */
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

  /** Takes a connection, or returns why it is refused. */
  Optional<Ending> admit(ClientConnection newcomer) {
    Optional<Ending> refusal = tryAdmit(newcomer);
    if (refusal.equals(Optional.of(Ending.FULL))) {
      refusal = admitInPlaceOfOthers(newcomer);
    }
    refusal.ifPresent(this::count);
    return refusal;
  }

  /** One newcomer at a time looks for those that must go; others may take the room meanwhile. */
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

  /** Forgets a connection that has ended. */
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

  /** Closes some of those that have waited longest for a request; whether there was any. */
  boolean makeRoom(Ending reason) {
    List<ClientConnection> longest =
        open.stream()
            .flatMap(
                connection ->
                    connection.waitingSince().map(since -> new Waiting(connection, since)).stream())
            .sorted(Comparator.comparingLong(Waiting::since))
            .map(Waiting::connection)
            .toList();
    int wanted = Math.max(1, limits.connections() / ROOM_PART);
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

  /** Closes those whose time is over. */
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

  /** Closes all of them. */
  public void closeAll() {
    open.forEach(ClientConnection::close);
  }

  /** Counts a request, unless there are too many. */
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
