package ai.joinly.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The plain course of a session, and the subscriptions that are cross-wired. */
class JoinlySimulatorTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String LIVE = "transcript://live";
  private static final String SEGMENTS = "transcript://live/segments";

  private final JoinlySimulator simulator = JoinlySimulator.start(SimulatorOptions.fast().build());

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void aMeetingFromJoinToDelete() throws Exception {
    WireClient nova = WireClient.connected(simulator, "Nova");
    try (WireExchange stream = nova.get()) {
      assertEquals(200, stream.status());
      nova.subscribe();
      nova.join("https://any.example/room");
      SimulatedSession session = simulator.awaitJoined("https://any.example/room", SOON);
      assertEquals("Nova", session.participantName().orElseThrow());

      session.participantSaysAtOnce("Anna Berg", "Good morning.");
      assertEquals(SEGMENTS, WireClient.updated(stream));
      assertEquals(LIVE, WireClient.updated(stream));
      assertEquals("Good morning.", nova.segments(LIVE).get(0).get("text").asText());

      assertEquals("Finished speaking.", nova.tool("speak_text", "{\"text\":\"Hello Anna.\"}"));
      assertEquals(SEGMENTS, WireClient.updated(stream));
      assertEquals(1, nova.segments(LIVE).size());
      JsonNode own = nova.segments(SEGMENTS).get(1);
      assertEquals("assistant", own.get("role").asText());
      assertEquals("Nova", own.get("speaker").asText());
      session.awaitSpoken("Hello", SOON);

      assertEquals("Left the meeting.", nova.tool("leave_meeting", "{}"));
      assertEquals(200, nova.delete());
      assertEquals(WireExchange.END, stream.event());
      session.awaitEnded(SOON);
      assertEquals(0, simulator.stats().openSessions());
    }
  }

  @Test
  void subscriptionsWorkOnTheSessionMadeLast() throws Exception {
    WireClient ada = WireClient.connected(simulator, "Ada");
    WireClient bob = WireClient.connected(simulator, "Bob");
    try (WireExchange adas = ada.get();
        WireExchange bobs = bob.get()) {
      adas.head();
      bobs.head();
      ada.subscribe();
      bob.subscribe();
      ada.join("https://a.example/");
      bob.join("https://b.example/");
      simulator.awaitJoined("https://a.example/", SOON).participantSaysAtOnce("Anna", "In A.");
      assertEquals(0, simulator.stats().notificationsSent());
      simulator.awaitJoined("https://b.example/", SOON).participantSaysAtOnce("Anna", "In B.");
      assertEquals(SEGMENTS, WireClient.updated(adas));
      assertEquals(LIVE, WireClient.updated(adas));
      assertEquals(2, simulator.stats().notificationsSent());
      assertFalse(bobs.hasChunk());
    }
  }

  @Test
  void aStreamThatIsHungUpIsNoticedAtOnce() throws Exception {
    WireClient nova = WireClient.connected(simulator, "Nova");
    try (WireExchange first = nova.get()) {
      first.head();
      try (WireExchange second = nova.get()) {
        assertEquals(409, second.status());
      }
    }
    simulator.await("no stream", () -> simulator.stats().openStreams() == 0, SOON);
    try (WireExchange again = nova.get()) {
      assertEquals(200, again.status());
      assertTrue(simulator.sessions().getFirst().hasStream());
    }
  }
}
