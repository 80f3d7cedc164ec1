package ai.joinly.manager.store.jdbc;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.store.jdbc.StoreFile.ADA;
import static ai.joinly.manager.store.jdbc.StoreFile.BOB;
import static ai.joinly.manager.store.jdbc.StoreFile.log;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.SeqRange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rows are removed in batches between other writes. */
class RemovalsTest {
  private static final int EVENTS = 20 * Removals.BATCH;

  @TempDir private Path directory;

  static Change deleted(AgentId id) {
    return new Change.AgentDeleted(
        new Event(id, 1_000_000, StoreFile.NOW, new EventData.AgentDeleted()));
  }

  private static void awaitRemoved(StoreFile file) {
    eventually(
        "all rows are removed",
        () -> {
          try {
            return file.column("SELECT name FROM meta WHERE name LIKE 'deleting%'").isEmpty();
          } catch (java.sql.SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void aLongLifeIsRemovedBatchByBatchAndOthersWriteInBetween() throws Exception {
    StoreFile file = new StoreFile(directory).fill(EVENTS);
    try (JdbcStore store = file.open()) {
      store.confirm(deleted(ADA)).get();
      long atOnce = store.batchesRemoved();
      assertEquals(List.of(BOB), store.agents().stream().map(a -> a.agent().id()).toList());
      assertEquals(List.of(), store.events(ADA, 0, 10));
      assertEquals(List.of(), store.openActions(ADA));
      assertEquals(new SeqRange(1, 0), store.seqRange(ADA));
      assertTrue(store.eventsOfAll(0, EVENTS * 2).stream().allMatch(e -> e.agentId().equals(BOB)));
      for (int i = 1; i <= 5; i++) {
        store.confirm(log(BOB, EVENTS + i, "goes on")).get();
      }
      assertTrue(atOnce < 10, atOnce + " batches were removed before the deletion was confirmed");
      awaitRemoved(file);
      assertEquals(20, store.batchesRemoved());
      assertEquals(EVENTS + 5, store.events(BOB, 0, Integer.MAX_VALUE).size());
    }
    for (String table : List.of("events", "actions", "turns", "messages", "usages", "orders")) {
      assertEquals(
          List.of("0"),
          file.column("SELECT count(*) FROM " + table + " WHERE agent_id = '" + ADA + "'"));
    }
  }

  @Test
  void whatOneProcessHasNoTimeForTheNextOneRemoves() throws Exception {
    StoreFile file = new StoreFile(directory).fill(EVENTS);
    try (JdbcStore store = file.open()) {
      store.confirm(deleted(ADA)).get();
      assertTrue(store.close(Duration.ofSeconds(5)));
    }
    assertFalse(file.column("SELECT 1 FROM events WHERE agent_id = '" + ADA + "'").isEmpty());
    try (JdbcStore store = file.open()) {
      assertEquals(List.of(BOB), store.agents().stream().map(a -> a.agent().id()).toList());
      awaitRemoved(file);
      assertTrue(store.batchesRemoved() > 0);
    }
    assertEquals(
        List.of("0"), file.column("SELECT count(*) FROM events WHERE agent_id = '" + ADA + "'"));
    String left = Files.readString(file.path(), StandardCharsets.ISO_8859_1);
    assertFalse(left.contains("\"agent_id\":\"" + ADA), "nothing of it stays in the file");
    assertTrue(left.contains("\"agent_id\":\"" + BOB), "the test looks at the right file");
  }

  @Test
  void aSmallAgentIsGoneAtOnce() throws Exception {
    StoreFile file = new StoreFile(directory).fill(10);
    try (JdbcStore store = file.open()) {
      store.confirm(deleted(ADA)).get();
      assertEquals(
          List.of("0"), file.column("SELECT count(*) FROM events WHERE agent_id = '" + ADA + "'"));
      assertEquals(0, store.batchesRemoved());
    }
  }

  @Test
  void aLowerLimitOfEventsIsReachedBatchByBatch() throws Exception {
    StoreFile file = new StoreFile(directory).fill(EVENTS - 1);
    Settings.Store fewer =
        new Settings.Store(file.path().toString(), Optional.empty(), 0, 1_000, 1024 * 1024);
    try (JdbcStore store = file.open(fewer)) {
      store.confirm(log(ADA, EVENTS, "the last")).get();
      eventually(
          "the oldest events are gone",
          () -> store.seqRange(ADA).equals(new SeqRange(EVENTS - 1_000 + 1, EVENTS)));
      int batches = (EVENTS - 1_000) / Removals.BATCH;
      assertTrue(
          store.batchesRemoved() >= batches - 1 && store.batchesRemoved() <= batches,
          store.batchesRemoved() + " batches");
      assertEquals(EVENTS - 1, store.seqRange(BOB).newest());
      long removed = store.removedThrough();
      try (Connection connection = SqliteDatabase.connect(file.path())) {
        assertEquals(
            List.of("0"),
            Queries.list(
                connection,
                row -> row.getString(1),
                "SELECT count(*) FROM events WHERE agent_id = ? AND position <= ?",
                ADA.value(),
                removed));
      }
    }
  }

  @Test
  void tracesGoFromTheLogOfChangesOnceNobodyReadsIt() throws Exception {
    StoreFile file = new StoreFile(directory).fill(10);
    Path log = directory.resolve("manager.db-wal");
    try (JdbcStore store = file.open();
        Connection backup = SqliteDatabase.connect(file.path())) {
      store.confirm(log(BOB, 11, "one")).get();
      backup.setAutoCommit(false);
      Queries.list(backup, row -> row.getString(1), "SELECT count(*) FROM events");
      store.confirm(deleted(ADA)).get();
      assertTrue(Files.size(log) > 0, "it is being read");
      backup.rollback();
      long[] seq = {11};
      eventually(
          "it is emptied",
          () -> {
            store.confirm(log(BOB, ++seq[0], "goes on")).join();
            return logged(log).indexOf("\"agent_id\":\"" + ADA) < 0;
          });
    }
  }

  private static String logged(Path log) {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
