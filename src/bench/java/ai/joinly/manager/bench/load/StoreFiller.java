package ai.joinly.manager.bench.load;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.jdbc.JdbcStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a database with as many events as are asked for, of agents that heard a thousand each:
 * {@code <directory> <events>}; it becomes {@code data/manager.db} there. Prints {@code filled <id
 * of an agent>}.
 */
public final class StoreFiller {
  private static final int EACH = 1_000;

  /** So that what waits to be written never fills the buffer. */
  private static final int CONFIRMED_EVERY = 500;

  private StoreFiller() {}

  public static void main(String[] arguments) throws Exception {
    Path data = java.nio.file.Files.createDirectories(Path.of(arguments[0], "data"));
    int agents = Integer.parseInt(arguments[1]) / EACH;
    Settings.Store defaults = Settings.Store.defaults();
    Settings.Store settings =
        new Settings.Store(
            data.resolve("manager.db").toString(),
            Optional.empty(),
            0,
            defaults.eventsPerAgent(),
            defaults.bufferBytes());
    try (Store store = JdbcStore.open(settings, event -> {}, trouble -> {})) {
      for (int i = 0; i < agents; i++) {
        fill(store, i);
      }
    }
    System.out.println("filled " + AgentId.of(0).value());
    // What a process prints at its very end can get lost.
    int ignored = System.in.read();
    System.exit(0);
  }

  private static void fill(Store store, int number) throws Exception {
    AgentId id = AgentId.of(number);
    AgentConfig config = AgentConfig.of("Ada", "https://meet.example/" + number);
    store.confirm(new Change.AgentCreated(Agent.created(id, config, Instant.now()), number)).get();
    for (int seq = 1; seq <= EACH; seq++) {
      Segment segment =
          new Segment(
              "This is what somebody said in the meeting, a line of a usual length.",
              seq,
              seq + 1.0,
              Optional.of("Ada"),
              Role.PARTICIPANT);
      Change change =
          new Change.EventHappened(
              new Event(
                  id, seq, Instant.now(), new EventData.SegmentHeard(segment, Instant.now())));
      if (seq % CONFIRMED_EVERY == 0) {
        store.confirm(change).get();
      } else {
        store.write(change);
      }
    }
  }
}
