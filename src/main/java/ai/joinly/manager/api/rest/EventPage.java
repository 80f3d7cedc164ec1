package ai.joinly.manager.api.rest;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.SeqRange;
import ai.joinly.manager.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * Some events of an agent in a row, and which of them are missing: they are not kept any more, or
 * damaged. A page has one gap at most, so it ends before the next one.
 *
 * @param nextAfter the number to ask on with
 */
record EventPage(List<StoredEvent> events, long nextAfter, Optional<Gap> missing) {
  /** What an answer has of events at most, unless one has more. */
  private static final int MOST_CHARACTERS = 512 * 1024;

  /** The numbers of the first and the last event that is missing. */
  record Gap(long from, long to) {}

  EventPage {
    events = List.copyOf(events);
  }

  /** Reads what comes after the event {@code after}. */
  static EventPage read(Store store, AgentId id, long after, int limit) {
    // Before the events: what is newer may come in between, and is not missing.
    SeqRange range = store.seqRange(id);
    List<StoredEvent> found = store.events(id, after, new PageLimit(limit, MOST_CHARACTERS));
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

  /** Whether there is nothing to be said of what comes after the number. */
  boolean isEmpty() {
    return events.isEmpty() && missing.isEmpty();
  }
}
