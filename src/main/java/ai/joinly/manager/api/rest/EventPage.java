package ai.joinly.manager.api.rest;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.SeqRange;
import ai.joinly.manager.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * Page of consecutive events of an agent, with the gap of events that were deleted or are damaged.
 * A page has at most one gap; it ends before the next one.
 *
 * @param nextAfter the sequence number after which the next page starts
 */
record EventPage(List<StoredEvent> events, long nextAfter, Optional<Gap> missing) {
  /** Maximum size of the events in a response, which a single event may exceed. */
  private static final int MAX_CHARACTERS = 512 * 1024;

  /** Sequence numbers of the first and the last missing event. */
  record Gap(long from, long to) {}

  EventPage {
    events = List.copyOf(events);
  }

  /** Reads the events after {@code after}. */
  static EventPage read(Store store, AgentId id, long after, int limit) {
    // Read before the events: newer ones may be added in between, and are not missing.
    SeqRange range = store.seqRange(id);
    List<StoredEvent> found = store.events(id, after, new PageLimit(limit, MAX_CHARACTERS));
    Optional<Gap> gap = Optional.empty();
    long next = after;
    for (int i = 0; i < found.size(); i++) {
      long seq = found.get(i).seq();
      if (seq > next + 1) {
        if (gap.isPresent()) {
          return new EventPage(found.subList(0, i), next, gap);
        }
        gap = Optional.of(new Gap(next + 1, seq - 1));
      }
      next = seq;
    }
    if (next < range.newest() && gap.isEmpty() && store.events(id, next, 1).isEmpty()) {
      return new EventPage(found, range.newest(), Optional.of(new Gap(next + 1, range.newest())));
    }
    return new EventPage(found, next, gap);
  }

  /** Returns whether the page has neither events nor a gap. */
  boolean isEmpty() {
    return events.isEmpty() && missing.isEmpty();
  }
}
