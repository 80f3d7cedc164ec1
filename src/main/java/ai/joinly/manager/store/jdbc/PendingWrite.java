package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.json.EventJson;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Changes that go to the disk together.
 *
 * @param done told when they are there, or that they never will be
 */
record PendingWrite(List<Item> items, Optional<CompletableFuture<Void>> done) {
  private static final int ITEM_BYTES = 200;

  /** A change and the message of its event; empty where it has none. */
  record Item(Change change, String json) {
    private long bytes() {
      return ITEM_BYTES + 2L * (json.length() + textLength());
    }

    private int textLength() {
      return switch (change) {
        case Change.AgentCreated created -> created.agent().config().characters();
        case Change.ActionIntended intended -> intended.arguments().length();
        case Change.MessageAdded added -> added.json().length();
        case Change.UsageSaved saved -> saved.json().length();
        case Change.OrdersSaved saved -> saved.json().length();
        case Change.AnalysisSaved saved -> saved.json().length();
        case Change other -> 0;
      };
    }
  }

  /** Encodes the events, so that the writer's thread need not. */
  static PendingWrite of(List<Change> changes, Optional<CompletableFuture<Void>> done) {
    return new PendingWrite(changes.stream().map(PendingWrite::item).toList(), done);
  }

  private static Item item(Change change) {
    return new Item(
        change,
        switch (change) {
          case Change.EventHappened happened -> EventJson.encode(happened.event());
          case Change.AgentDeleted deleted -> EventJson.encode(deleted.last());
          case Change other -> "";
        });
  }

  /** About how much memory it takes while it waits. */
  long bytes() {
    return items.stream().mapToLong(Item::bytes).sum();
  }

  void complete() {
    done.ifPresent(waiting -> waiting.complete(null));
  }

  void refuse() {
    done.ifPresent(
        waiting -> waiting.completeExceptionally(new StoreException("The store is closed.")));
  }
}
