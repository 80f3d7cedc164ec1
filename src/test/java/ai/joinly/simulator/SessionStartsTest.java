package ai.joinly.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.meeting.MeetingScript;
import ai.joinly.simulator.meeting.ScriptStep;
import ai.joinly.simulator.meeting.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Starts that take time, many sessions at once, and conversations that run by themselves. */
@Isolated
class SessionStartsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration AGES = Duration.ofDays(1);

  @Test
  void aStartHoldsTheOthersUntilItIsDeleted() throws Exception {
    try (JoinlySimulator simulator =
        JoinlySimulator.start(SimulatorOptions.fast().startTime(AGES).build())) {
      WireClient first = new WireClient(simulator);
      WireClient second = new WireClient(simulator);
      try (WireExchange given = first.beginInitialize("{\"name\":\"Ada\"}")) {
        first.useSession(given.head().headers().get("mcp-session-id"));
      } // the client gives up; the start goes on and leaves an orphan
      try (WireExchange held = second.beginInitialize("{\"name\":\"Bob\"}")) {
        assertEquals(1, simulator.stats().sessionsMade());
        assertEquals(200, first.delete());
        simulator.await("Bob's start", () -> simulator.stats().sessionsMade() == 2, SOON);
        assertEquals(200, held.status());
        assertEquals("Bob", simulator.openSessions().getFirst().name());
      }
    }
  }

  @Test
  void aJoinGivenUpByDeleteIsFinishedAndThenLeft() throws Exception {
    try (JoinlySimulator simulator =
        JoinlySimulator.start(SimulatorOptions.fast().joinTime(Duration.ofMillis(150)).build())) {
      WireClient nova = WireClient.connected(simulator, "Nova");
      try (WireExchange join =
          nova.beginTool(1, "join_meeting", "{\"meeting_url\":\"https://a.example\"}")) {
        join.head();
        SimulatedSession session = simulator.sessions().getFirst();
        session.awaitToolCalls("join_meeting", 1, SOON);
        nova.delete();
        assertEquals(WireExchange.END, join.event());
        session.await("it joined all the same", s -> s.meetingUrl().isPresent(), SOON);
        session.awaitEnded(SOON);
      }
    }
  }

  @Test
  void aScriptTalksAsksAndInterrupts() throws Exception {
    MeetingScript script =
        MeetingScript.of(
            ScriptStep.chat("Ben Okafor", "https://example.org/agenda"),
            new ScriptStep.Say("Anna Berg", "Nova, what is new?", Duration.ofMillis(1)),
            ScriptStep.waitForAgentToFinishSpeaking(SOON),
            new ScriptStep.Interrupt(
                "Ben Okafor", "Wait a moment.", Duration.ofSeconds(1), Duration.ofMillis(1), SOON));
    try (JoinlySimulator simulator =
        JoinlySimulator.start(
            SimulatorOptions.fast().speechRate(100).script(info -> script).build())) {
      WireClient nova = WireClient.connected(simulator, "Nova");
      nova.join("https://a.example");
      SimulatedSession session = simulator.awaitJoined("https://a.example", SOON);
      session.await("asked", s -> !s.transcript().isEmpty(), SOON);
      assertEquals("Ben Okafor", session.chat().getFirst().sender());
      assertEquals("Finished speaking.", nova.tool("speak_text", "{\"text\":\"A lot.\"}"));
      // Long enough for whoever is to interrupt it, on a busy machine too.
      String much = "And there is very much more to tell you all. ".repeat(200);
      assertTrue(nova.tool("speak_text", "{\"text\":\"" + much + "\"}").startsWith("Interrupted"));
    }
  }

  @Test
  void trafficGoesOnUntilTheAgentLeaves() throws Exception {
    Traffic traffic = new Traffic(Duration.ofMillis(5), "Anna Berg", "{name} {n} {micros}", 3);
    try (JoinlySimulator simulator =
        JoinlySimulator.start(SimulatorOptions.fast().traffic(traffic).build())) {
      WireClient nova = WireClient.connected(simulator, "Nova");
      nova.join("https://a.example");
      SimulatedSession session = simulator.sessions().getFirst();
      session.await("three lines", s -> s.transcript().size() == 3, SOON);
      assertTrue(session.transcript().get(2).text().matches("Nova 3 \\d{16}"));
    }
  }

  @Test
  void severalLinesOfTrafficCanBeOneUtterance() throws Exception {
    Traffic traffic = new Traffic(Duration.ofMillis(5), "Anna Berg", "{n}", 6, 3);
    try (JoinlySimulator simulator =
        JoinlySimulator.start(SimulatorOptions.fast().traffic(traffic).build())) {
      WireClient nova = WireClient.connected(simulator, "Nova");
      nova.subscribe();
      try (WireExchange stream = nova.get()) {
        SimulatedSession session = simulator.sessions().getFirst();
        session.await("a stream", SimulatedSession::hasStream, SOON);
        nova.join("https://a.example");
        session.await(
            "all lines", s -> s.transcript().size() == 6 && s.notificationsSent() >= 8, SOON);
        assertEquals(8, session.notificationsSent());
        assertEquals(200, stream.status());
      }
    }
  }

  @Test
  void manySessionsNeedNoPlatformThreads() throws Exception {
    int many = 300;
    try (JoinlySimulator simulator = JoinlySimulator.start(SimulatorOptions.fast().build())) {
      int before = platformThreads();
      List<WireExchange> streams = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        WireClient client = WireClient.connected(simulator, "Nova " + i);
        client.subscribe();
        streams.add(client.get());
        client.join("https://a.example/" + i);
      }
      simulator.await("all streams", () -> simulator.stats().openStreams() == many, SOON);
      simulator.sessions().forEach(s -> s.participantSaysAtOnce("Anna Berg", "Hello, " + s.name()));
      for (WireExchange stream : streams) {
        WireClient.updated(stream);
        WireClient.updated(stream);
      }
      assertTrue(platformThreads() - before < 20, "threads: " + (platformThreads() - before));
      assertEquals(1, simulator.stats().mostSessionsOfOneAgent());
      for (WireExchange stream : streams) {
        stream.close();
      }
      simulator.await("all are ghosts", () -> simulator.stats().ghosts() == many, SOON);
    }
  }

  private static int platformThreads() {
    return Thread.getAllStackTraces().size();
  }
}
