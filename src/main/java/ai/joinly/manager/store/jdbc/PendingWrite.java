package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.json.EventJson;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Changes that are written together.
 *
 * @param done completed when they are on the disk, or exceptionally when they cannot be stored
 */
record PendingWrite(List<Item> items, Optional<CompletableFuture<Void>> done) {
  private static final int ITEM_BYTES = 200;

  /** Change and the message of its event; empty if it has none. */
  record Item(Change change, String json) {
    private long bytes() {
      return ITEM_BYTES + 2L * (json.length() + textLength());
    }

    private int textLength() {
      return switch (change) {
        case Change.AgentCreated created -> created.agent().config().characters();
        case Change.AgentReconfigured changed -> changed.config().characters();
        case Change.ActionIntended intended -> intended.arguments().length();
        case Change.MessageAdded added -> added.json().length();
        case Change.UsageSaved saved -> saved.json().length();
        case Change.OrdersSaved saved -> saved.json().length();
        case Change.AnalysisSaved saved -> saved.json().length();
        case Change other -> 0;
      };
    }
  }

  /** Encodes the events on the calling thread, to relieve the writer thread. */
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

  /** Returns the approximate memory in bytes that the write takes while it waits. */
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
