package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.metrics.Scrape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every number of {@code GET /usage} is a metric too:
 *
 * <ul>
 *   <li>{@code total_agents}: the sum of {@code agents}; {@code active_agents}: {@code
 *       agents_active}; {@code total_meetings}: {@code meetings}; {@code uptime_seconds}
 *   <li>{@code api_calls}: the sum of {@code http_requests_total} over the statuses
 *   <li>{@code llm}: {@code usage_llm_requests}, {@code usage_llm_tokens}, {@code
 *       usage_estimated_cost}
 *   <li>{@code services}: {@code usage_services}; {@code estimated_cost}: the sum of {@code
 *       usage_estimated_cost}
 * </ul>
 */
@Tag("system")
class UsageMetricsTest {
  private static final double ROUNDED = 1e-6;

  @Test
  void everyFigureOfUsageIsAMetricToo() throws Exception {
    try (BusyManager busy = BusyManager.start()) {
      // Stopped, so that nothing moves between the one answer and the other; but for the analyst's
      // last look at its meeting.
      for (JsonNode agent : busy.manager().call("GET", "/agents").body()) {
        String id = agent.path("id").asText();
        busy.manager().call("POST", "/agents/" + id + "/stop");
        busy.manager().awaitField(id, "status", "stopped");
      }
      Figures figures = atRest(busy.manager());
      Set<String> seen = new TreeSet<>();
      for (Map.Entry<String, JsonNode> field : figures.usage.properties()) {
        seen.add(field.getKey());
        check(field.getKey(), field.getValue(), figures.scrape);
      }
      assertTrue(
          seen.containsAll(
              Set.of("total_agents", "api_calls", "llm", "services", "estimated_cost")),
          seen.toString());
    }
  }

  /** Of the same moment, as far as models and services go. */
  private record Figures(Scrape scrape, JsonNode usage) {}

  private static Figures atRest(TestManager manager) throws Exception {
    long end = System.nanoTime() + TestManager.LIMIT.toNanos();
    JsonNode before = manager.call("GET", "/usage").body();
    while (true) {
      Scrape scrape = manager.scrape();
      JsonNode after = manager.call("GET", "/usage").body();
      if (work(before).equals(work(after))) {
        return new Figures(scrape, after);
      }
      assertTrue(System.nanoTime() < end, "it never came to rest");
      before = after;
    }
  }

  private static List<JsonNode> work(JsonNode usage) {
    return Stream.of("llm", "services", "estimated_cost").map(usage::path).toList();
  }

  private static void check(String field, JsonNode value, Scrape scrape) {
    switch (field) {
      case "total_agents" -> assertEquals(value.asDouble(), sum(scrape, "agents{"));
      case "active_agents" -> assertEquals(value.asDouble(), sum(scrape, "agents_active"));
      case "total_meetings" -> assertEquals(value.asDouble(), sum(scrape, "meetings"));
      case "uptime_seconds" ->
          assertTrue(sum(scrape, "uptime_seconds") <= value.asDouble() + 1, value.toString());
      case "api_calls" ->
          value.properties().forEach(call -> checkCall(call.getKey(), call.getValue(), scrape));
      case "llm" -> value.forEach(model -> checkModel(model, scrape));
      case "services" -> value.properties().forEach(s -> checkService(s, scrape));
      case "estimated_cost" ->
          assertEquals(
              value.path("amount").asDouble(), sum(scrape, "usage_estimated_cost{"), ROUNDED);
      default -> throw new AssertionError("is no metric: " + field);
    }
  }

  /** The scrape itself and the question for the usage came after the scrape. */
  private static void checkCall(String call, JsonNode count, Scrape scrape) {
    String[] parts = call.split(" ", 2);
    double since = call.equals("GET /metrics") || call.equals("GET /usage") ? 1 : 0;
    assertEquals(
        count.asDouble() - since,
        sum(
            scrape,
            "http_requests_total{method=\"%s\",route=\"%s\",".formatted(parts[0], parts[1])),
        call);
  }

  private static void checkModel(JsonNode model, Scrape scrape) {
    String labels =
        "model=\"%s\",provider=\"%s\"}"
            .formatted(model.path("model").asText(), model.path("provider").asText());
    assertEquals(
        model.path("requests").asDouble(), value(scrape, "usage_llm_requests{" + labels), labels);
    for (Map.Entry<String, JsonNode> kind : model.path("tokens").properties()) {
      assertEquals(
          kind.getValue().asDouble(),
          value(scrape, "usage_llm_tokens{kind=\"%s\",%s".formatted(kind.getKey(), labels)),
          kind.getKey());
    }
    assertEquals(
        model.path("estimated_cost").asDouble(),
        value(scrape, "usage_estimated_cost{" + labels),
        ROUNDED);
  }

  private static void checkService(Map.Entry<String, JsonNode> service, Scrape scrape) {
    for (Map.Entry<String, JsonNode> unit : service.getValue().properties()) {
      assertEquals(
          unit.getValue().asDouble(),
          value(
              scrape,
              "usage_services{service=\"%s\",unit=\"%s\"}"
                  .formatted(service.getKey(), unit.getKey())),
          ROUNDED);
    }
  }

  private static double value(Scrape scrape, String series) {
    assertTrue(scrape.has("joinly_manager_" + series), "no " + series + "\n" + scrape.text());
    return scrape.value("joinly_manager_" + series);
  }

  /** Of one series, or of all that begin so. */
  private static double sum(Scrape scrape, String beginning) {
    String name = "joinly_manager_" + beginning;
    return scrape.series().entrySet().stream()
        .filter(
            series ->
                beginning.contains("{")
                    ? series.getKey().startsWith(name)
                    : series.getKey().equals(name))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
