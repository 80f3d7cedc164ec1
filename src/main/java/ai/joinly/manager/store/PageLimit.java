package ai.joinly.manager.store;

import ai.joinly.manager.event.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How much is read at once.
 *
 * @param events at most
 * @param characters of their messages at most, unless the first event has more
 */
public record PageLimit(int events, int characters) {
  public PageLimit {
    if (events < 1 || characters < 1) {
      throw new IllegalArgumentException("a page has room for something");
    }
  }

  /** Returns the first of {@code events}, as many as the limit allows. */
  List<StoredEvent> cut(Collection<StoredEvent> events) {
    List<StoredEvent> some = new ArrayList<>();
    long sum = 0;
    for (StoredEvent event : events) {
      sum += event.json().length();
      if (some.size() == this.events || (!some.isEmpty() && sum > characters)) {
        break;
      }
      some.add(event);
    }
    return some;
  }
}
