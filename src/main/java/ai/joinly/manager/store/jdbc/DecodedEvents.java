package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.event.StoredEvent;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Cache of recently read events that are known to be decodable: many clients read the same events,
 * and decoding takes several times as long as reading. Does not match an event that was changed
 * since. Thread-safe; takes half a megabyte.
 */
final class DecodedEvents {
  private static final int SLOTS = 65_536;

  private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

  boolean contains(StoredEvent event) {
    return slots.get(slot(event)) == mark(event);
  }

  void add(StoredEvent event) {
    slots.set(slot(event), mark(event));
  }

  private static int slot(StoredEvent event) {
    return (int) (event.position() % SLOTS);
  }

  /** Combines the position and a hash of the other fields. */
  private static long mark(StoredEvent event) {
    int rest = Objects.hash(event.agentId(), event.seq(), event.type(), event.json());
    return event.position() << Integer.SIZE | (rest & 0xffff_ffffL);
  }
}
