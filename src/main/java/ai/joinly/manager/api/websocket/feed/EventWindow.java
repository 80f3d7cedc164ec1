package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.event.EventSubscriber;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest events of all agents, for all readers together, in one budget of bytes. What does not
 * fit any more is read from the store, where every event is before it comes here; readers keep
 * nothing but their places. Thread-safe.
 */
public final class EventWindow implements EventSubscriber {
  /** Pages of the store that are in memory at once; each is that large or one event. */
  private static final int PAGES = 4;

  /** Of the budget; the rest is for large events that readers hold while they send them. */
  private static final double SHARE_OF_RECENT = 0.75;

  private final Store store;
  private final InstantSource clock;
  private final long budget;
  private final Semaphore pages = new Semaphore(PAGES);
  private final Semaphore held;
  private final ReentrantLock lock = new ReentrantLock();

  // All below belong to the lock, and so do the scopes.
  private final Scope all = new Scope(Optional.empty());
  private final Map<AgentId, Scope> agents = new HashMap<>();
  private long bytes;
  private int followers;

  private EventWindow(Store store, InstantSource clock, long budget) {
    this.store = store;
    this.clock = clock;
    this.budget = Math.round(budget * SHARE_OF_RECENT);
    this.held = new Semaphore((int) (budget - this.budget));
  }

  /**
   * Returns one that gets what {@code hub} publishes from now on.
   *
   * @param budget in bytes; an eighth of the heap at most is used
   */
  public static EventWindow open(EventHub hub, Store store, InstantSource clock, int budget) {
    long most = Math.min(budget, Runtime.getRuntime().maxMemory() / 8);
    EventWindow window = new EventWindow(store, clock, most);
    EventHub.Subscription ignored = hub.subscribeAll(window);
    long stored = store.newestPosition();
    window.locked(() -> window.all.storedBefore(stored));
    return window;
  }

  /** What readers find. */
  record Look(boolean covered, List<EncodedEvent> events, long coveredAfter, long newest) {}

  @Override
  public void onEvent(StoredEvent event) {
    lock.lock();
    try {
      if (!isWanted(event)) {
        all.pass(event.position());
        return;
      }
    } finally {
      lock.unlock();
    }
    List<EventFeed> woken = append(EncodedEvent.of(event));
    woken.forEach(EventFeed::wake);
  }

  private boolean isWanted(StoredEvent event) {
    return all.isFollowed() || agents.containsKey(event.agentId());
  }

  private List<EventFeed> append(EncodedEvent event) {
    lock.lock();
    try {
      if (followers == 0) {
        all.pass(event.position());
        return List.of();
      }
      List<EventFeed> woken = new ArrayList<>(all.takeWaiting());
      all.add(event);
      Scope own = agents.get(event.agentId());
      if (own != null) {
        own.add(event);
        woken.addAll(own.takeWaiting());
      }
      woken.forEach(EventFeed::noLongerWaiting);
      bytes += event.bytes();
      while (bytes > budget) {
        evict(all.oldest());
      }
      return woken;
    } finally {
      lock.unlock();
    }
  }

  private void evict(EncodedEvent event) {
    bytes -= event.bytes();
    all.evict(event);
    Scope own = agents.get(event.agentId());
    if (own != null) {
      own.evict(event);
    }
  }

  /**
   * Returns a reader of what happens from now on to one agent, or to all.
   *
   * @param onNews is run when there is something to read after there was nothing
   */
  public EventFeed follow(Optional<AgentId> agentId, Runnable onNews) {
    Scope scope = enter(agentId);
    boolean done = false;
    try {
      long newest = newest(scope);
      EventFeed feed = new EventFeed(this, scope, store, clock, newest, onNews);
      done = true;
      return feed;
    } finally {
      if (!done) {
        leave(scope);
      }
    }
  }

  /** The number of the newest event; it is in the store, or comes by the window. */
  private long newest(Scope scope) {
    OptionalLong known;
    lock.lock();
    try {
      known = scope.known();
    } finally {
      lock.unlock();
    }
    if (known.isPresent() || scope.agentId().isEmpty()) {
      return known.orElse(0);
    }
    long stored = store.seqRange(scope.agentId().get()).newest();
    locked(() -> scope.storedBefore(stored));
    return stored;
  }

  private Scope enter(Optional<AgentId> agentId) {
    lock.lock();
    try {
      Scope scope =
          agentId.map(id -> agents.computeIfAbsent(id, any -> new Scope(agentId))).orElse(all);
      int ignored = scope.follow(1);
      followers++;
      return scope;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Scope scope) {
    locked(
        () -> {
          followers--;
          if (scope.follow(-1) == 0) {
            scope.agentId().ifPresent(agents::remove);
          }
          if (followers == 0) {
            all.clear();
            bytes = 0;
          }
        });
  }

  /** Ends the reading of {@code feed}. */
  void leave(EventFeed feed, Scope scope) {
    locked(() -> scope.forget(feed));
    leave(scope);
  }

  /** How many readers there are. */
  public int followers() {
    lock.lock();
    try {
      return followers;
    } finally {
      lock.unlock();
    }
  }

  /** About how many bytes the events in it take. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Looks for events after {@code number}. A reader that has all there is will be woken.
   *
   * @param most bytes that are enough
   */
  Look look(EventFeed reader, Scope scope, long number, int most) {
    lock.lock();
    try {
      boolean covered = number >= scope.coveredAfter();
      List<EncodedEvent> events = covered ? scope.after(number, most) : List.of();
      if (covered && events.isEmpty() && reader.beginsWaiting()) {
        scope.await(reader);
      }
      return new Look(covered, events, scope.coveredAfter(), scope.newest());
    } finally {
      lock.unlock();
    }
  }

  /** Deletions that fell out of the window, of which nothing is stored. */
  List<EncodedEvent> deletions(Scope scope, long after, long through) {
    lock.lock();
    try {
      return scope.deletions(after, through);
    } finally {
      lock.unlock();
    }
  }

  /** Uses a page of the store after {@code number}; waits while too many are in use. */
  int withPage(Scope scope, long number, PageLimit limit, PageUser user)
      throws InterruptedException {
    pages.acquire();
    try {
      List<StoredEvent> page =
          scope
              .agentId()
              .map(id -> store.events(id, number, limit))
              .orElseGet(() -> store.eventsOfAll(number, limit));
      return user.use(page.stream().map(EncodedEvent::of).toList());
    } finally {
      pages.release();
    }
  }

  /** Copies what it needs from a page. */
  @FunctionalInterface
  interface PageUser {
    int use(List<EncodedEvent> page);
  }

  /** Whether {@code event} may be held by a reader until it is sent; then {@link #drop} it. */
  boolean tryHold(EncodedEvent event) {
    return held.tryAcquire(event.bytes());
  }

  void drop(EncodedEvent event) {
    held.release(event.bytes());
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }
}
