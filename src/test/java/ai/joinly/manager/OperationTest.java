package ai.joinly.manager;

import static ai.joinly.manager.agent.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.metrics.Scrape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an operator sees of a whole manager with an agent in a meeting. */
class OperationTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  @Test
  void everyFigureOfUsageIsAMetricToo() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.awaitField(manager.create("Ada", URL), "meeting_status", "joined");
      manager.call("GET", "/no/such/path");
      Scrape scrape = manager.scrape();
      JsonNode usage = manager.call("GET", "/usage").body();
      assertEquals(usage.get("total_agents").asDouble(), sum(scrape, "joinly_manager_agents{"));
      assertEquals(
          usage.get("active_agents").asDouble(), scrape.value("joinly_manager_agents_active"));
      assertEquals(usage.get("total_meetings").asDouble(), scrape.value("joinly_manager_meetings"));
      assertTrue(
          scrape.value("joinly_manager_uptime_seconds")
              <= usage.get("uptime_seconds").asDouble() + 1);
      usage
          .get("api_calls")
          .properties()
          .forEach(call -> assertCounted(scrape, call.getKey(), call.getValue().asDouble()));
    }
  }

  /** The two requests that came between the scrape and the answer are in the answer alone. */
  private static void assertCounted(Scrape scrape, String call, double count) {
    String[] parts = call.split(" ", 2);
    double counted =
        sum(
            scrape,
            "joinly_manager_http_requests_total{method=\"%s\",route=\"%s\","
                .formatted(parts[0], parts[1]));
    double since = call.equals("GET /metrics") || call.equals("GET /usage") ? 1 : 0;
    assertEquals(count - since, counted, call);
  }

  private static double sum(Scrape scrape, String beginning) {
    return scrape.series().entrySet().stream()
        .filter(series -> series.getKey().startsWith(beginning))
        .collect(Collectors.summingDouble(Map.Entry::getValue));
  }

  @Test
  void anAgentsWayIntoItsMeetingCanBeSeen() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      manager.awaitField(manager.create("Ada", URL), "meeting_status", "joined");
      Scrape scrape = manager.scrape();
      assertEquals(
          1, scrape.value("joinly_manager_agents{meeting_status=\"joined\",status=\"running\"}"));
      for (String method : new String[] {"initialize", "tools/list", "tools/call"}) {
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
  void readinessTellsOfThePeers() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      JsonNode ready = manager.call("GET", "/health/ready").body();
      assertEquals("up", ready.get("status").asText());
      assertEquals("up", ready.at("/details/store/status").asText());
      assertEquals(2, ready.at("/details/capacity/max_agents").asInt());
      eventually(
          "the joinly server is seen",
          () -> manager.get("/health/ready").contains("\"joinly\":{\"status\":\"up\"}"));
      assertEquals(1, manager.scrape().value("joinly_manager_joinly_up"));
    }
  }
}
