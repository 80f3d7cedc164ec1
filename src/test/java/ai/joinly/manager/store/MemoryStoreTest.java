package ai.joinly.manager.store;

import ai.joinly.manager.event.StoredEvent;
import java.util.function.Consumer;

class MemoryStoreTest extends StoreContractTest {
  @Override
  protected Store open(Consumer<StoredEvent> onStored) {
    return new MemoryStore(onStored);
  }
}
