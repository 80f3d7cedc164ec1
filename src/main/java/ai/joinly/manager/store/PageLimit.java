package ai.joinly.manager.store;

import ai.joinly.manager.event.StoredEvent;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Size limit of one page of events.
 *
 * @param events maximum number of events
 * @param characters maximum total length of their messages, unless the first event is longer
 */
public record PageLimit(int events, int characters) {
  public PageLimit {
    if (events < 1 || characters < 1) {
      throw new IllegalArgumentException("a page limit must be positive");
    }
  }

  /** Returns a limit on the number only, for callers that read few or small events. */
  public static PageLimit of(int events) {
    return new PageLimit(events, Integer.MAX_VALUE);
  }

  /** Returns the first of {@code events}, as many as the limit allows. */
  List<StoredEvent> cut(Stream<StoredEvent> events) {
    List<StoredEvent> some = new ArrayList<>();
    long sum = 0;
    Iterator<StoredEvent> all = events.iterator();
    while (all.hasNext()) {
      StoredEvent event = all.next();
      sum += event.json().length();
      if (some.size() == this.events || (!some.isEmpty() && sum > characters)) {
        break;
      }
      some.add(event);
    }
    return some;
  }
}
