package ai.joinly.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every fault, switched on while a client is connected. */
class FaultsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String ROOM = "https://any.example/room";
  private static final String LIVE = "transcript://live";

  private final JoinlySimulator simulator =
      JoinlySimulator.start(
          SimulatorOptions.fast().pingPeriod(Duration.ofMillis(30)).speechRate(100).build());
  private WireClient nova;

  @BeforeEach
  void connect() throws Exception {
    nova = WireClient.connected(simulator, "Nova");
  }

  @AfterEach
  void close() {
    simulator.close();
  }

  private SimulatedSession session() {
    return simulator.sessions().getFirst();
  }

  @Test
  void aRefusedJoinCarriesItsReason() throws Exception {
    simulator.faults().refuseJoins("The host has locked the meeting.");
    assertEquals(
        "Error calling tool 'join_meeting': The host has locked the meeting.",
        nova.tool("join_meeting", "{\"meeting_url\":\"" + ROOM + "\"}"));
    assertFalse(session().isInMeeting());
    assertEquals(1, simulator.mostSessionsAtOnce("Nova", ROOM));
    simulator.faults().clear();
    nova.join(ROOM);
    assertEquals(1, simulator.mostSessionsAtOnce("Nova", ROOM));
  }

  @Test
  void aSlowJoinSendsPingsAndHoldsOtherToolsButNotReads() throws Exception {
    simulator.faults().slowJoins(Duration.ofDays(1));
    try (WireExchange join =
        nova.beginTool(1, "join_meeting", "{\"meeting_url\":\"" + ROOM + "\"}")) {
      assertTrue(join.chunk().startsWith(": ping - "));
      assertTrue(join.chunk().startsWith(": ping - "));
      cancelWhileAnotherToolWaits(join);
    }
  }

  private void cancelWhileAnotherToolWaits(WireExchange join) throws Exception {
    try (WireExchange people = nova.beginTool(2, "get_participants", "{}")) {
      assertEquals("usage://current", usageUri());
      assertTrue(people.chunk().startsWith(": ping - "));
      nova.notify("notifications/cancelled", "{\"requestId\":1}");
      assertEquals(
          "Request cancelled", WireClient.message(join.event()).at("/error/message").asText());
      assertEquals(WireExchange.END, people.event());
      session().awaitEnded(SOON);
    }
  }

  private String usageUri() throws Exception {
    return nova.request("resources/read", "{\"uri\":\"usage://current\"}")
        .at("/result/contents/0/uri")
        .asText();
  }

  @Test
  void startsThatBreakOffLeaveNoSession() throws Exception {
    simulator.faults().startsBreakOff(true);
    WireClient other = new WireClient(simulator);
    try (WireExchange start = other.beginInitialize("{}")) {
      assertEquals(200, start.status());
      assertEquals(WireExchange.BROKEN, start.event());
      other.useSession(start.head().headers().get("mcp-session-id"));
    }
    try (WireExchange ping = other.begin(1, "ping", "{}")) {
      assertEquals(400, ping.status());
    }
    assertEquals(1, simulator.stats().openSessions());
  }

  @Test
  void unavailableMeans503ForAll() throws Exception {
    simulator.faults().unavailable(true);
    try (WireExchange ping = nova.begin(1, "ping", "{}")) {
      assertEquals(503, ping.status());
    }
    simulator.faults().unavailable(false);
    assertTrue(nova.request("ping", "{}").has("result"));
  }

  @Test
  void answersMayBePlainJson() throws Exception {
    simulator.faults().answersAsJson(true);
    try (WireExchange list = nova.begin(7, "tools/list", "{}")) {
      assertEquals("application/json", list.head().headers().get("content-type"));
      assertEquals(12, Json.MAPPER.readTree(list.body()).at("/result/tools").size());
    }
  }

  @Test
  void answersMayBeOversized() throws Exception {
    simulator.faults().oversizedAnswers(100_000);
    assertEquals(100_000, nova.request("ping", "{}").at("/result/_meta/padding").asText().length());
  }

  @Test
  void streamsMayBreakAfterSomeNotifications() throws Exception {
    simulator.faults().dropStreamsAfter(2);
    nova.subscribe();
    nova.join(ROOM);
    try (WireExchange stream = nova.get()) {
      stream.head();
      session().participantSaysAtOnce("Anna Berg", "Hello.");
      WireClient.updated(stream);
      WireClient.updated(stream);
      assertEquals(WireExchange.BROKEN, stream.event());
    }
    assertFalse(session().hasStream());
  }

  @Test
  void allStreamsMayBreakAtOnce() throws Exception {
    try (WireExchange stream = nova.get()) {
      stream.head();
      simulator.dropStreams();
      assertEquals(WireExchange.BROKEN, stream.event());
    }
    try (WireExchange again = nova.get()) {
      assertEquals(200, again.status());
    }
  }

  @Test
  void aFrozenServerAcceptsAndStaysSilent() throws Exception {
    try (WireExchange stream = nova.get()) {
      assertTrue(stream.chunk().startsWith(": ping - "));
      simulator.freeze();
      try (WireExchange ping = nova.begin(1, "ping", "{}")) {
        waitForSeveralPings(); // those that were on their way have come
        int before = stream.waitingChunks();
        waitForSeveralPings();
        assertEquals(before, stream.waitingChunks());
        assertFalse(ping.hasHead());
        simulator.thaw();
        assertTrue(WireClient.message(ping.event()).has("result"));
        assertTrue(stream.chunk().startsWith(": ping - "));
      }
    }
  }

  private static void waitForSeveralPings() throws InterruptedException {
    assertFalse(new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS));
  }

  @Test
  void aFrozenServerCanBeRestarted() throws Exception {
    try (WireExchange stream = nova.get()) {
      stream.head();
      simulator.freeze();
      try (WireExchange ping = nova.begin(1, "ping", "{}")) {
        simulator.restart();
        assertThrows(Exception.class, ping::head);
      }
      String last = stream.chunk();
      while (last.startsWith(":")) {
        last = stream.chunk();
      }
      assertEquals(WireExchange.BROKEN, last);
    }
    try (WireExchange ping = nova.begin(1, "ping", "{}")) {
      assertEquals(400, ping.status());
    }
    assertEquals(0, simulator.sessions().size());
  }

  @Test
  void aHaltedServerRefusesConnections() throws Exception {
    simulator.halt();
    assertThrows(IOException.class, () -> nova.begin(1, "ping", "{}"));
    simulator.resume();
    WireClient.connected(simulator, "Nova").join(ROOM);
  }

  @Test
  void aSessionMayBeLostWith400OrWith404() throws Exception {
    WireClient iris = WireClient.connected(simulator, "Iris");
    iris.join(ROOM);
    try (WireExchange stream = nova.get();
        WireExchange speech = iris.beginTool(1, "speak_text", "{\"text\":\"A long speech.\"}")) {
      stream.head();
      speech.head();
      simulator.loseWith400(simulator.sessions().get(0));
      simulator.loseWith404(simulator.sessions().get(1));
      String last = stream.chunk();
      while (last.startsWith(":")) {
        last = stream.chunk();
      }
      assertEquals(WireExchange.BROKEN, last);
      assertEquals(WireExchange.BROKEN, speech.event());
    }
    try (WireExchange ping = nova.begin(1, "ping", "{}")) {
      assertEquals(400, ping.status());
      assertEquals("Bad Request: No valid session ID provided", ping.body());
    }
    try (WireExchange ping = iris.begin(1, "ping", "{}")) {
      assertEquals(404, ping.status());
    }
    assertEquals(0, simulator.stats().inMeeting());
  }

  @Test
  void pushesMayGoAstrayOrMeanNothing() throws Exception {
    WireClient iris = WireClient.connected(simulator, "Iris");
    iris.subscribe();
    iris.join(ROOM);
    SimulatedSession room = simulator.awaitJoined(ROOM, SOON);
    try (WireExchange novas = nova.get();
        WireExchange iriss = iris.get()) {
      novas.head();
      iriss.head();
      simulator.faults().pushes(Faults.Pushes.TO_ANOTHER_SESSION);
      room.participantSaysAtOnce("Anna Berg", "One.");
      assertEquals(LIVE + "/segments", WireClient.updated(novas));
      assertEquals(LIVE, WireClient.updated(novas));
      assertEquals(0, room.notificationsSent());

      simulator.faults().pushes(Faults.Pushes.SUPPRESSED);
      room.participantSaysAtOnce("Anna Berg", "Two.");
      assertEquals(2, simulator.stats().notificationsSent());

      simulator.faults().clear();
      assertTrue(session().pushNothingNew());
      assertEquals(LIVE, WireClient.updated(novas));
      room.participantSaysAtOnce("Anna Berg", "Three.");
      assertEquals(LIVE + "/segments", WireClient.updated(iriss));
      assertEquals(3, iris.segments(LIVE).size());
    }
  }

  @Test
  void speechMayFail() throws Exception {
    nova.join(ROOM);
    simulator.faults().failSpeechContaining("broken");
    assertEquals(
        "Error calling tool 'speak_text': Error while speaking text",
        nova.tool("speak_text", "{\"text\":\"My voice is broken.\"}"));
  }
}
