package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.metrics.Scrape;
import ai.joinly.simulator.SimulatedSession;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an operator sees of a whole manager with an agent in a meeting. */
@Tag("system")
class OperationTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  @Test
  void anAgentsWayIntoItsMeetingCanBeSeen() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.awaitField(manager.create("Ada", URL), "meeting_status", "joined");
      Scrape scrape = manager.scrape();
      assertEquals(
          1, scrape.value("joinly_manager_agents{meeting_status=\"joined\",status=\"running\"}"));
      eventually(
          "it joined, and asked who is there",
          () ->
              manager
                      .scrape()
                      .value(
                          "joinly_manager_mcp_requests_total{method=\"tools/call\",outcome=\"ok\"}")
                  == 2);
      for (String method : new String[] {"initialize", "tools/list"}) {
        assertEquals(
            1,
            scrape.value(
                "joinly_manager_mcp_requests_total{method=\"%s\",outcome=\"ok\"}"
                    .formatted(method)));
      }
      assertEquals(1, scrape.value("joinly_manager_mcp_event_streams"));
      manager.application.close();
    }
  }

  @Test
  void aTurnCanBeSeenFromTheUtteranceToTheFirstWord() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Ada", URL);
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      manager.awaitField(id, "meeting_status", "joined");
      session.participantSaysAtOnce("Bob", "Hello Ada, can you hear me?");
      session.awaitSpoken("Bob", TestManager.LIMIT);
      eventually(
          "the turn is counted",
          () -> manager.scrape().value("joinly_manager_turns_total{outcome=\"done\"}") == 1);
      Scrape scrape = manager.scrape();
      for (String phase : List.of("utterance_to_llm", "llm", "speaking", "utterance_to_speech")) {
        String count =
            "joinly_manager_turn_phase_duration_seconds_count{phase=\"%s\"}".formatted(phase);
        assertTrue(scrape.value(count) >= 1, phase);
      }
      assertEquals(1, scrape.value("joinly_manager_utterances_total"));
      assertEquals(1, scrape.value("joinly_manager_joins_total{outcome=\"ok\"}"));
      assertEquals(1, scrape.value("joinly_manager_session_starts_total{outcome=\"ok\"}"));
      assertEquals(
          1, scrape.value("joinly_manager_tool_calls_total{outcome=\"ok\",tool=\"speak_text\"}"));
      assertTrue(
          scrape.value(
                  "joinly_manager_llm_requests_total{model=\"gpt-4o\",outcome=\"ok\","
                      + "provider=\"openai\"}")
              >= 1);
      assertTrue(
          manager.get("/health/ready").contains("\"last_request_answered\":{\"openai\":true}"));
      assertFalse(scrape.text().contains("Bob"));
      assertFalse(scrape.text().contains(id));
      assertFalse(scrape.text().contains("abc-defg-hij"));
    }
  }

  @Test
  void aLostSessionAndTheOneInItsPlaceAreCounted() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.create("Ada", URL);
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      manager.awaitField(id, "meeting_status", "joined");
      manager.joinly.loseWith400(session);
      eventually(
          "it is back",
          () ->
              manager.scrape().value("joinly_manager_reconnects_total") == 1
                  && manager.agent(id).get("meeting_status").asText().equals("joined"));
      assertEquals(1, manager.scrape().value("joinly_manager_sessions_lost_total"));
    }
  }

  @Test
  void readinessTellsOfThePeers() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      JsonNode ready = manager.call("GET", "/health/ready").body();
      assertEquals("UP", ready.get("status").asText());
      assertEquals("up", ready.at("/checks/0/data/store/status").asText());
      assertEquals(2, ready.at("/checks/0/data/capacity/max_agents").asInt());
      eventually(
          "the joinly server is seen",
          () -> manager.get("/health/ready").contains("\"joinly\":{\"status\":\"up\"}"));
      assertEquals(1, manager.scrape().value("joinly_manager_joinly_up"));
    }
  }
}
