package ai.joinly.manager.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.event.StoredEvent;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContractTest {
  @Override
  protected Store open(Consumer<StoredEvent> onStored) {
    return new MemoryStore(onStored);
  }

  @Test
  void theOldestEventsGiveWay() {
    Store small = new MemoryStore(event -> {}, 3);
    small.write(List.of(new Change.AgentCreated(agent(ADA), 1)));
    for (int seq = 1; seq <= 5; seq++) {
      small.write(List.of(log(ADA, seq, "line")));
    }
    assertEquals(
        List.of(3L, 4L, 5L), small.events(ADA, 0, 10).stream().map(StoredEvent::seq).toList());
    assertEquals(3, small.seqRange(ADA).oldest());
    assertEquals(2, small.removedThrough());
    assertEquals(3, small.eventsOfAll(0, 10).size());
  }
}
