package ai.joinly.manager.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.BusyManager;
import ai.joinly.manager.metrics.Scrape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The board and the alerts ask only for what a running manager has. */
@Tag("system")
class BoardTest {
  private static final Path BOARD = Path.of("monitoring/grafana/dashboards/joinly-manager.json");
  private static final Path ALERTS = Path.of("monitoring/alerts.yml");

  /** Prometheus itself makes this one, and puts these labels on everything. */
  private static final String UP = "up";

  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  private static List<String> queries() throws Exception {
    List<String> queries = new ArrayList<>();
    JsonNode board = new JsonMapper().readTree(Files.readString(BOARD));
    for (JsonNode panel : board.path("panels")) {
      panel.path("targets").forEach(target -> queries.add(target.path("expr").asText()));
    }
    for (JsonNode variable : board.at("/templating/list")) {
      assertEquals("datasource", variable.path("type").asText(), "a variable asks for metrics");
    }
    return queries;
  }

  private static List<JsonNode> alerts() throws Exception {
    return Manifests.read(ALERTS).at("/groups/0/rules").valueStream().toList();
  }

  /** What is wrong with the query; nothing when the manager has all that it asks for. */
  private static List<String> mistakes(String query, Scrape scrape) {
    List<String> mistakes = new ArrayList<>();
    PromQl parsed = PromQl.parse(query);
    assertFalse(parsed.selectors().isEmpty(), query);
    for (PromQl.Selector selector : parsed.selectors()) {
      if (selector.metric().equals(UP)) {
        continue;
      }
      List<String> series =
          scrape.series().keySet().stream()
              .filter(s -> s.equals(selector.metric()) || s.startsWith(selector.metric() + "{"))
              .toList();
      if (series.isEmpty()) {
        mistakes.add("no metric " + selector.metric() + " in " + query);
        continue;
      }
      for (PromQl.Condition condition : selector.conditions()) {
        boolean positive = condition.operator().equals("=");
        String wanted = condition.label() + "=\"" + (positive ? condition.value() + "\"" : "");
        if (series.stream().noneMatch(s -> hasLabel(s, wanted))) {
          mistakes.add("no " + wanted + " in " + query);
        }
      }
      for (String label : parsed.grouping()) {
        if (!OF_PROMETHEUS.contains(label)
            && series.stream().noneMatch(s -> hasLabel(s, label + "=\""))) {
          mistakes.add("no label " + label + " in " + query);
        }
      }
    }
    return mistakes;
  }

  private static boolean hasLabel(String series, String beginning) {
    return Pattern.compile("[{,]" + Pattern.quote(beginning)).matcher(series).find();
  }

  @Test
  void everyQueryFindsItsMetricsAndLabels() throws Exception {
    Scrape scrape = BusyManager.scraped();
    List<String> all = new ArrayList<>(queries());
    alerts().forEach(alert -> all.add(alert.path("expr").asText()));
    assertTrue(all.size() > 50, "queries: " + all.size());
    assertEquals(List.of(), all.stream().flatMap(q -> mistakes(q, scrape).stream()).toList());
  }

  @Test
  void aMisspelledQueryIsFound() {
    Scrape scrape =
        Scrape.parse("a_total{b=\"c\"} 1\na_seconds_bucket{le=\"1\"} 2\n", "application");
    assertEquals(List.of(), mistakes("sum by (b) (rate(a_total{b=\"c\"}[5m])) > 0.5", scrape));
    assertEquals(
        List.of(),
        mistakes("histogram_quantile(0.9, sum by (le) (rate(a_seconds_bucket[5m])))", scrape));
    for (String wrong :
        List.of(
            "rate(a[5m])",
            "a_total{b=\"d\"}",
            "a_total{d!=\"c\"}",
            "sum by (d) (a_total)",
            "a_total / on (d) a_total")) {
      assertFalse(mistakes(wrong, scrape).isEmpty(), wrong);
    }
  }

  @Test
  void bothKindsOfPrometheusAlertAlike() throws Exception {
    JsonNode rule =
        Manifests.read(Manifests.ROOT.resolve("components/monitoring/prometheus-rule.yaml"));
    assertEquals(Manifests.read(ALERTS).path("groups"), rule.at("/spec/groups"));
  }

  @Test
  void kubernetesHasTheSameBoard() throws Exception {
    assertEquals(
        Files.readString(BOARD),
        Files.readString(Manifests.ROOT.resolve("components/monitoring/joinly-manager.json")),
        "copy the board");
  }

  @Test
  void firstFailuresAndNewInstancesAreSeen() throws Exception {
    for (JsonNode alert : alerts()) {
      String expression = alert.path("expr").asText();
      assertFalse(
          expression.contains("} offset") && !expression.contains("or vector(0)"),
          "nothing is compared with a past that need not exist: " + expression);
    }
  }

  @Test
  void everyAlertHasItsPlaceInTheRunbook() throws Exception {
    String runbook = Files.readString(Path.of("docs/runbook.md"));
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      assertTrue(runbook.contains("\n## " + name + "\n"), name);
      assertFalse(alert.at("/annotations/summary").asText().isBlank(), name);
      assertFalse(alert.at("/annotations/runbook").asText().isBlank(), name);
    }
  }
}
