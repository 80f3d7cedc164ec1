package ai.joinly.manager.api.websocket.feed;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The part of the window that its readers look at: the events of one agent, or those of all. All of
 * it belongs to the window's lock, except where it is said.
 */
final class Scope {
  /** Of deletions nothing is stored; so many are remembered once they fall out of the window. */
  private static final int MOST_DELETIONS = 1_000;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Optional<AgentId> agentId;

  /** Events in the window by their numbers. */
  private final TreeMap<Long, EncodedEvent> recent = new TreeMap<>();

  private final ArrayDeque<EncodedEvent> deletions = new ArrayDeque<>();
  private List<EventFeed> waiting = new ArrayList<>();
  private int followers;

  /** All events with a larger number that were published are in the window. */
  private long coveredAfter = UNKNOWN;

  /** The number of the newest event; anybody may read it. */
  private volatile long newest;

  Scope(Optional<AgentId> agentId) {
    this.agentId = agentId;
  }

  /** The one agent; empty when it is all of them. Anybody may ask. */
  Optional<AgentId> agentId() {
    return agentId;
  }

  /** What events are counted by here. Anybody may ask. */
  long number(EncodedEvent event) {
    return agentId.isPresent() ? event.seq() : event.position();
  }

  /** What readers get of an event. Anybody may ask. */
  EncodedEvent.Frame frame(EncodedEvent event) {
    return agentId.isPresent() ? event.ofAgent() : event.ofAll();
  }

  long newest() {
    return newest;
  }

  long coveredAfter() {
    return coveredAfter;
  }

  /** The number of the newest event; empty until it is known what was stored before. */
  OptionalLong known() {
    return coveredAfter == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(newest);
  }

  /** Sets what was stored before the first reader came, unless more is known by now. */
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

  /** Takes note of an event that is not put into the window. */
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

  /** Takes an event out of the window, if it is there. */
  void evict(EncodedEvent event) {
    if (recent.remove(number(event)) != null) {
      pass(number(event));
      if (event.isDeletion()) {
        deletions.add(event);
        if (deletions.size() > MOST_DELETIONS) {
          deletions.remove();
        }
      }
    }
  }

  /** Forgets all events. */
  void clear() {
    recent.clear();
    deletions.clear();
    pass(newest);
  }

  /** Events of the window after {@code number}, until they have {@code bytes}; at least one. */
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

  /** Deletions that fell out of the window, with numbers above {@code after} to {@code through}. */
  List<EncodedEvent> deletions(long after, long through) {
    return deletions.stream()
        .filter(event -> number(event) > after && number(event) <= through)
        .toList();
  }

  /** Notes that a reader has all there is. */
  void await(EventFeed reader) {
    waiting.add(reader);
  }

  void forget(EventFeed reader) {
    waiting.remove(reader);
  }

  /** Returns those who wait for an event, and forgets them. */
  List<EventFeed> takeWaiting() {
    List<EventFeed> all = waiting;
    waiting = new ArrayList<>();
    return all;
  }
}
