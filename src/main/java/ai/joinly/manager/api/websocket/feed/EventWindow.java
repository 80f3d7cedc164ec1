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
 * Window of the newest events of all agents, shared by all readers and limited in bytes. Older
 * events are read from the store, which has every event before it arrives here. Readers hold only
 * their positions. Thread-safe.
 */
public final class EventWindow implements EventSubscriber {
  /** Maximum number of store pages in memory; each has the size of a piece, or one event. */
  private static final int PAGES = 4;

  /**
   * Share of the budget for the window; the rest is for large events that readers hold while
   * sending.
   */
  private static final double SHARE_OF_RECENT = 0.75;

  private final Store store;
  private final InstantSource clock;
  private final long budget;
  private final Semaphore pages = new Semaphore(PAGES);
  private final Semaphore held;
  private final ReentrantLock lock = new ReentrantLock();

  // All fields below are guarded by the lock, as are the scopes.
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
   * Returns a window that receives all further events of {@code hub}.
   *
   * @param budget the size in bytes; limited to 1/8 of the heap
   */
  public static EventWindow open(EventHub hub, Store store, InstantSource clock, int budget) {
    long most = Math.min(budget, Runtime.getRuntime().maxMemory() / 8);
    EventWindow window = new EventWindow(store, clock, most);
    EventHub.Subscription ignored = hub.subscribeAll(window);
    long stored = store.newestPosition();
    window.locked(() -> window.all.storedBefore(stored));
    return window;
  }

  /** Result of a lookup. */
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
   * Returns a reader of all further events of one agent or of all agents.
   *
   * @param onNews run when there is an event to read after there was none
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

  /** Returns the number of the newest event, which is in the store or arrives by the window. */
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

  /** Removes the reader {@code feed}. */
  void leave(EventFeed feed, Scope scope) {
    locked(() -> scope.forget(feed));
    leave(scope);
  }

  /** Returns the number of readers. */
  public int followers() {
    lock.lock();
    try {
      return followers;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the approximate size of the events in the window in bytes. */
  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the events after {@code number}. If there are none, the reader will be woken by the
   * next event.
   *
   * @param most the number of bytes after which the result ends
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

  /** Returns deletion events that were evicted from the window; they are not stored. */
  List<EncodedEvent> deletions(Scope scope, long after, long through) {
    lock.lock();
    try {
      return scope.deletions(after, through);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Calls {@code user} with a page of the store after {@code number}; waits while too many are in
   * use.
   */
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

  /** Function that copies data from a page and returns the number of bytes. */
  @FunctionalInterface
  interface PageUser {
    int use(List<EncodedEvent> page);
  }

  /**
   * Returns whether a reader may hold {@code event} until it is sent; the reader must {@link #drop}
   * it.
   */
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
