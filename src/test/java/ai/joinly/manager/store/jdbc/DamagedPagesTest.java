package ai.joinly.manager.store.jdbc;

import static ai.joinly.manager.store.jdbc.StoreFile.ADA;
import static ai.joinly.manager.store.jdbc.StoreFile.BOB;
import static ai.joinly.manager.store.jdbc.StoreFile.log;
import static ai.joinly.manager.store.jdbc.StoreFile.seqs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.StoredAgent;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of the file is overwritten: what stands on it is left out, all else can be read. */
class DamagedPagesTest {
  private static final int EVENTS = 2_000;

  @TempDir private Path directory;

  @Test
  void eventsBeforeAndBehindADamagedPageAreRead() throws Exception {
    StoreFile file = new StoreFile(directory).fill(EVENTS);
    List<Long> pages = file.leaves("events");
    file.destroy(pages.get(pages.size() / 4));
    try (JdbcStore store = file.open()) {
      List<Long> ofAda = seqs(store.events(ADA, 0, Integer.MAX_VALUE));
      long damaged = store.damaged();
      assertTrue(damaged > 0 && damaged < 100, damaged + " damaged");
      assertEquals(EVENTS - damaged, ofAda.size());
      assertEquals(EVENTS, ofAda.getLast());
      assertEquals(EVENTS, store.events(BOB, 0, Integer.MAX_VALUE).size());
      assertEquals(2 * EVENTS - damaged, store.eventsOfAll(0, Integer.MAX_VALUE).size(), "of all");
      assertEquals(damaged, store.damaged(), "each is reported once");
      assertEquals(ofAda, seqs(store.events(ADA, EnumSet.of(EventType.LOG), 0, Integer.MAX_VALUE)));
      assertEquals(ofAda, paged(store, 7));
      assertEquals(ofAda.size(), store.log(ADA, EVENTS).size());
      assertEquals(EVENTS, store.agents().getFirst().lastSeq());
      store.confirm(log(ADA, EVENTS + 1, "goes on")).get();
    }
    String problems = Maintenance.check(file.settings).toString();
    assertTrue(problems.contains("table events"), problems);
  }

  private static List<Long> paged(JdbcStore store, int size) {
    List<Long> seqs = new ArrayList<>();
    List<StoredEvent> page = store.events(ADA, 0, size);
    while (!page.isEmpty()) {
      seqs.addAll(seqs(page));
      page = store.events(ADA, page.getLast().seq(), size);
    }
    return seqs;
  }

  @Test
  void agentsOnOtherPagesAreThere() throws Exception {
    StoreFile file = new StoreFile(directory).fill(3);
    try (JdbcStore store = file.open()) {
      for (int i = 3; i <= 200; i++) {
        store.write(
            new Change.AgentCreated(
                Agent.created(
                    AgentId.of(i), AgentConfig.of("Ada", "https://meet.example/a"), StoreFile.NOW),
                i));
      }
      store.confirm(log(BOB, 4, "filled")).get();
    }
    List<Long> pages = file.leaves("agents");
    file.destroy(pages.get(pages.size() / 2));
    try (JdbcStore store = file.open()) {
      List<StoredAgent> agents = store.agents();
      assertEquals(200 - store.damaged(), agents.size());
      assertTrue(agents.size() > 150 && agents.size() < 200, agents.size() + " agents");
      assertEquals(ADA, agents.getFirst().agent().id());
      assertEquals(AgentId.of(200), agents.getLast().agent().id());
      assertEquals(4, agents.get(1).lastSeq());
      assertEquals(2, agents.get(1).lastAction());
    }
    assertEquals("agents", file.damaged.getFirst().table());
    String problems = Maintenance.check(file.settings).toString();
    assertTrue(problems.contains("table agents"), problems);
  }

  @Test
  void whatCannotBeWrittenOntoADamagedPageDoesNotHoldUpTheOthers() throws Exception {
    StoreFile file = new StoreFile(directory).fill(EVENTS);
    for (long page : file.leaves("messages")) {
      file.destroy(page);
    }
    try (JdbcStore store = file.open()) {
      store.write(new Change.MessageAdded(ADA, 3, "{}"));
      store.write(log(ADA, EVENTS + 1, "with it"));
      store.confirm(log(BOB, EVENTS + 1, "goes on")).get();
      assertEquals(1, store.events(ADA, EVENTS, 10).size());
      assertEquals(1, store.events(BOB, EVENTS, 10).size());
      assertEquals(List.of(), store.messages(ADA, 10));
    }
  }
}
