package ai.joinly.manager.store.jdbc;

import static ai.joinly.manager.store.jdbc.StoreFile.ADA;
import static ai.joinly.manager.store.jdbc.StoreFile.BOB;
import static ai.joinly.manager.store.jdbc.StoreFile.log;
import static ai.joinly.manager.store.jdbc.StoreFile.seqs;
import static ai.joinly.manager.store.jdbc.StoreFile.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.SeqRange;
import ai.joinly.manager.store.StoredAction;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One row of a real file is damaged: it is left out and reported, all others are there. */
class DamagedRowsTest {
  @TempDir private Path directory;
  private StoreFile file;

  @BeforeEach
  void fill() throws Exception {
    file = new StoreFile(directory).fill(5);
  }

  private static List<AgentId> ids(JdbcStore store) {
    return store.agents().stream().map(stored -> stored.agent().id()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config = 'rubbish'",
        "config = '{}'",
        "config = '[1'",
        "config = X'00ff'",
        "config = config || '}'",
        "secrets = 'AAAA'",
        "secrets = '#'",
        "secrets = ''",
        "secrets = (SELECT secrets FROM agents WHERE id = 'agent_00000002')",
        "status = 'asleep'",
        "meeting_status = ''",
        "created_at = -1",
        "created_at = 9223372036854775807",
        "created_at = 'yesterday'",
        "started_at = -5",
        "age = -1",
        "age = 1.5",
        "wants_meeting = 'perhaps'",
        "error_message = X'00'",
        "id = 'agent_x'",
        "id = NULL",
      })
  void aDamagedAgentIsLeftOutAndItsSessionIsKnown(String damage) throws Exception {
    file.change("UPDATE agents SET " + damage + " WHERE id = '" + ADA + "'");
    try (JdbcStore store = file.open()) {
      assertEquals(List.of(BOB), ids(store));
      assertEquals(List.of(session(ADA), session(BOB)), store.sessions());
      store.confirm(log(BOB, 6, "goes on")).get();
      assertEquals(1, store.damaged());
    }
    assertEquals("agents", file.damaged.getFirst().table());
    assertEquals(List.of("2"), file.column("SELECT count(*) FROM agents"), "it is still there");
    assertTrue(
        Maintenance.check(file.settings).getFirst().contains("table agents"),
        Maintenance.check(file.settings).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "json = ''",
        "json = '{'",
        "json = '{}'",
        "json = 'null'",
        "json = json || '}'",
        "json = json || json",
        "json = X'7b7d'",
        "json = replace(json, '\"info\"', '\"loud\"')",
        "json = replace(json, '\"seq\":3', '\"seq\":4')",
        "json = replace(json, '\"seq\":3', '\"seq\":-3')",
        "json = replace(json, '2026-', 'then')",
        "json = replace(json, '0001', '0002')",
        "json = replace(json, '\"log\"', '\"deed\"')",
        "type = 'deed'",
        "type = 'status'",
        "type = ''",
      })
  void aDamagedEventIsLeftOut(String damage) throws Exception {
    file.change("UPDATE events SET " + damage + " WHERE agent_id = '" + ADA + "' AND seq = 3");
    try (JdbcStore store = file.open()) {
      assertEquals(List.of(1L, 2L, 4L, 5L), seqs(store.events(ADA, 0, 10)));
      assertEquals(List.of(1L, 2L), seqs(store.events(ADA, 0, 2)));
      assertEquals(List.of(4L, 5L), seqs(store.events(ADA, 2, 2)), "a page is full all the same");
      assertEquals(9, store.eventsOfAll(0, 100).size());
      assertEquals(List.of(4L, 5L), seqs(store.events(ADA, EnumSet.of(EventType.LOG), 2, 10)));
      assertEquals(new SeqRange(1, 5), store.seqRange(ADA));
      assertEquals(
          List.of("line 2", "line 4", "line 5"),
          store.log(ADA, 3).stream().map(LogEntry::message).toList());
      assertEquals(List.of(ADA, BOB), ids(store));
      assertEquals(5, store.agents().getFirst().lastSeq());
    }
    assertEquals(List.of(new DamagedRow("events", "3", Optional.of(ADA))), file.damaged);
    assertEquals(List.of("10"), file.column("SELECT count(*) FROM events"), "it is still there");
    String problem = Maintenance.check(file.settings).getFirst();
    assertTrue(
        problem.contains("events") && problem.contains("3") && problem.contains(ADA.value()),
        problem);
  }

  @Test
  void theNewestEventMayBeDamagedAndManyInARow() throws Exception {
    file.change("UPDATE events SET json = '' WHERE agent_id = '" + ADA + "' AND seq > 1");
    try (JdbcStore store = file.open()) {
      assertEquals(List.of(1L), seqs(store.events(ADA, 0, 2)));
      assertEquals(List.of(), store.events(ADA, 1, 2));
      assertEquals(new SeqRange(1, 5), store.seqRange(ADA));
      store.confirm(log(ADA, 6, "goes on")).get();
      assertEquals(List.of(6L), seqs(store.events(ADA, 1, 1)));
    }
  }

  @Test
  void aDamagedNumberHidesNothingElse() throws Exception {
    file.change("UPDATE events SET seq = 'three' WHERE agent_id = '" + ADA + "' AND seq = 3");
    file.change("UPDATE events SET seq = -4 WHERE agent_id = '" + ADA + "' AND seq = 4");
    try (JdbcStore store = file.open()) {
      assertEquals(List.of(1L, 2L, 5L), seqs(store.events(ADA, 0, 10)));
      assertEquals(new SeqRange(1, 5), store.seqRange(ADA));
      assertEquals(5, store.agents().getFirst().lastSeq());
      assertEquals(8, store.eventsOfAll(0, 100).size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stage = 'lost'",
        "first_seq = 0",
        "first_seq = 'x'",
        "server = 'not a uri'",
        "agent_id = 'nobody'",
        "opened_at = -1",
        "id = ''",
        "protocol_version = X'00'",
      })
  void aDamagedSessionIsLeftOut(String damage) throws Exception {
    file.change("UPDATE sessions SET " + damage + " WHERE agent_id = '" + ADA + "'");
    try (JdbcStore store = file.open()) {
      assertEquals(List.of(session(BOB)), store.sessions());
    }
    assertEquals("sessions", file.damaged.getFirst().table());
    String problems = Maintenance.check(file.settings).toString();
    assertTrue(problems.contains("table sessions"), problems);
  }

  @Test
  void whatBelongsToAnAgentIsLeftOutWhereItIsDamaged() throws Exception {
    file.change("UPDATE messages SET json = '{' WHERE number = 1");
    file.change("UPDATE actions SET intended_at = -1 WHERE action = 1");
    for (String table : List.of("usages", "orders")) {
      file.change("UPDATE " + table + " SET json = '{\"llm\":5' WHERE agent_id = '" + ADA + "'");
    }
    file.change("INSERT INTO analyses (agent_id, json) VALUES ('" + ADA + "', '{}')");
    try (JdbcStore store = file.open()) {
      assertEquals(1, store.messages(ADA, 10).size());
      assertEquals(List.of(2L), store.openActions(ADA).stream().map(StoredAction::action).toList());
      assertEquals(Optional.empty(), store.usage(ADA));
      assertEquals(Optional.empty(), store.orders(ADA));
      assertEquals(Optional.empty(), store.analysis(ADA));
      assertTrue(store.usage(BOB).isPresent());
    }
    assertEquals(
        List.of("messages", "actions", "usages", "orders", "analyses"),
        file.damaged.stream().map(DamagedRow::table).toList());
    String problems = Maintenance.check(file.settings).toString();
    for (String table : List.of("messages", "actions", "usages", "orders", "analyses")) {
      assertTrue(problems.contains("table " + table), problems);
    }
  }

  @Test
  void aDamagedTextIsCopiedBeforeItIsReplacedAndGoesWithItsAgent() throws Exception {
    file.change("UPDATE usages SET json = '{\"llm\":5' WHERE agent_id = '" + ADA + "'");
    try (JdbcStore store = file.open()) {
      store.confirm(new Change.UsageSaved(ADA, "{\"llm\":[]}")).get();
      store.confirm(new Change.UsageSaved(BOB, "{\"llm\":[]}")).get();
      assertEquals(Optional.of("{\"llm\":[]}"), store.usage(ADA));
    }
    String copies = "SELECT value FROM meta WHERE name LIKE 'damaged %'";
    assertEquals(List.of("{\"llm\":5"), file.column(copies));
    try (JdbcStore store = file.open()) {
      store.confirm(RemovalsTest.deleted(ADA)).get();
    }
    assertEquals(List.of(), file.column(copies));
  }

  @Test
  void listenersHearOfTheFirstRowsOfAnAgentOnce() throws Exception {
    try (JdbcStore store = file.open()) {
      for (int i = 6; i <= 40; i++) {
        store.write(log(ADA, i, "line"));
      }
      store.confirm(log(ADA, 41, "line")).get();
    }
    file.change("UPDATE events SET json = '' WHERE agent_id = '" + ADA + "'");
    try (JdbcStore store = file.open()) {
      assertEquals(List.of(), store.events(ADA, 0, 5));
      List<DamagedRow> heard = new java.util.ArrayList<>();
      store.onDamaged(heard::add);
      assertEquals(10, heard.size());
      assertEquals(41, store.damaged());
      List<StoredEvent> again = store.events(ADA, 0, 100);
      assertEquals(List.of(), again);
      assertEquals(41, store.damaged());
      assertEquals(41, file.damaged.size());
    }
  }
}
