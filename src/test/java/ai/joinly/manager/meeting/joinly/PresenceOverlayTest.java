package ai.joinly.manager.meeting.joinly;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingSession.Presence;
import ai.joinly.manager.meeting.RecordingListener;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an agent shows in its picture, on a server that mixes its sessions up. */
class PresenceOverlayTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final JoinlySimulator simulator = JoinlySimulator.start(SimulatorOptions.fast().build());
  private final JoinlyServer server =
      JoinlyFixture.server(JoinlyFixture.settings(simulator.mcpUrl()));

  @AfterEach
  void close() throws Exception {
    server.close(LIMIT);
    simulator.close();
  }

  private MeetingSession joined(String name) throws Exception {
    MeetingSession session =
        server.open(JoinlyFixture.agent(name), SessionLedger.NONE, new RecordingListener());
    session.join();
    return session;
  }

  private SimulatedSession seen(MeetingSession session) {
    return simulator.session(session.id()).orElseThrow();
  }

  @Test
  void showsTheNewestStateAndNeverOneForEachOfManyChanges() throws Exception {
    MeetingSession session = joined("Nova");
    for (int i = 0; i < 1_000; i++) {
      session.show(Presence.THINKING);
      session.show(Presence.BUSY);
    }
    eventually("it is shown", () -> seen(session).animations().contains("busy"));
    session.show(Presence.IDLE);
    eventually("it is over", () -> seen(session).animations().getLast().equals("none"));
    assertTrue(seen(session).animations().size() < 100);
  }

  @Test
  void neverShowsAnythingInAnotherAgentsPicture() throws Exception {
    MeetingSession first = joined("Nova");
    MeetingSession second = joined("Mila");
    first.show(Presence.THINKING);
    second.show(Presence.BUSY);
    eventually("the last one shows it", () -> !seen(second).animations().isEmpty());
    second.show(Presence.IDLE);
    eventually("it is over", () -> seen(second).animations().size() == 2);
    assertEquals(List.of("busy", "none"), seen(second).animations());
    assertEquals(List.of(), seen(first).animations());
    first.show(Presence.IDLE);
  }

  @Test
  void onlyTheOneMadeLastOrTheOnlyOneIsReached() {
    LatestSession newest = new LatestSession();
    newest.starts();
    newest.started(Optional.of("a"));
    assertTrue(newest.isReached("a"));
    newest.starts();
    assertFalse(newest.isReached("a"), "nobody knows while another is made");
    newest.started(Optional.of("b"));
    assertFalse(newest.isReached("a"));
    assertTrue(newest.isReached("b"));
    newest.gone("b");
    assertTrue(newest.isReached("a"), "it is alone");
    newest.takenUp("c");
    assertFalse(newest.isReached("a"));
  }
}
