package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Part of the window for a group of readers: the events of one agent, or of all agents. Guarded by
 * the window's lock, except where noted.
 */
final class Scope {
  /** Maximum number of deletion events kept after their eviction; they are not in the store. */
  private static final int MAX_DELETIONS = 1_000;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Optional<AgentId> agentId;

  /** Events in the window by number. */
  private final TreeMap<Long, EncodedEvent> recent = new TreeMap<>();

  private final ArrayDeque<EncodedEvent> deletions = new ArrayDeque<>();
  private List<EventFeed> waiting = new ArrayList<>();
  private int followers;

  /** All events with a larger number that were published are in the window. */
  private long coveredAfter = UNKNOWN;

  /** Number of the newest event; read by any thread. */
  private volatile long newest;

  Scope(Optional<AgentId> agentId) {
    this.agentId = agentId;
  }

  /** Returns the agent; empty for all agents. Called by any thread. */
  Optional<AgentId> agentId() {
    return agentId;
  }

  /** Returns the number of an event in this scope. Called by any thread. */
  long number(EncodedEvent event) {
    return agentId.isPresent() ? event.seq() : event.position();
  }

  /** Returns the frame of an event for the readers of this scope. Called by any thread. */
  EncodedEvent.Frame frame(EncodedEvent event) {
    return agentId.isPresent() ? event.ofAgent() : event.ofAll();
  }

  long newest() {
    return newest;
  }

  long coveredAfter() {
    return coveredAfter;
  }

  /** Returns the number of the newest event; empty until the number of stored events is known. */
  OptionalLong known() {
    return coveredAfter == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(newest);
  }

  /**
   * Sets the number of the newest stored event before the first reader, unless a later one is
   * known.
   */
  void storedBefore(long number) {
    if (coveredAfter == UNKNOWN) {
      coveredAfter = number;
    }
    newest = Math.max(newest, number);
  }

  /** Changes the number of followers and returns it. */
  int follow(int change) {
    followers += change;
    return followers;
  }

  boolean isFollowed() {
    return followers > 0;
  }

  void add(EncodedEvent event) {
    long number = number(event);
    if (coveredAfter == UNKNOWN) {
      coveredAfter = number - 1;
    }
    recent.put(number, event);
    newest = Math.max(newest, number);
  }

  /** Records an event that is not put into the window. */
  void pass(long number) {
    coveredAfter = coveredAfter == UNKNOWN ? number : Math.max(coveredAfter, number);
    newest = Math.max(newest, number);
  }

  boolean isEmpty() {
    return recent.isEmpty();
  }

  EncodedEvent oldest() {
    return recent.firstEntry().getValue();
  }

  /** Removes an event from the window, if it is present. */
  void evict(EncodedEvent event) {
    if (recent.remove(number(event)) != null) {
      pass(number(event));
      if (event.isDeletion()) {
        deletions.add(event);
        if (deletions.size() > MAX_DELETIONS) {
          deletions.remove();
        }
      }
    }
  }

  /** Removes all events. */
  void clear() {
    recent.clear();
    deletions.clear();
    pass(newest);
  }

  /** Returns events of the window after {@code number}, until {@code bytes} are reached. */
  List<EncodedEvent> after(long number, int bytes) {
    List<EncodedEvent> some = new ArrayList<>();
    int sum = 0;
    for (EncodedEvent event : recent.tailMap(number, false).values()) {
      some.add(event);
      sum += frame(event).length();
      if (sum >= bytes) {
        break;
      }
    }
    return some;
  }

  /** Returns evicted deletions with numbers above {@code after} and up to {@code through}. */
  List<EncodedEvent> deletions(long after, long through) {
    return deletions.stream()
        .filter(event -> number(event) > after && number(event) <= through)
        .toList();
  }

  /** Adds a reader that waits for the next event. */
  void await(EventFeed reader) {
    waiting.add(reader);
  }

  void forget(EventFeed reader) {
    waiting.remove(reader);
  }

  /** Removes and returns the waiting readers. */
  List<EventFeed> takeWaiting() {
    List<EventFeed> all = waiting;
    waiting = new ArrayList<>();
    return all;
  }
}
