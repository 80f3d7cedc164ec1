package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.ModelUsage;
import ai.joinly.manager.domain.usage.TokenUsage;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What all agents together have used, over restarts, as {@code GET /usage} has it. Gauges, since it
 * goes down when an agent is deleted.
 */
final class UsageCollector implements MultiCollector {
  private static final int MOST_MODELS = 50;
  private static final int MOST_UNITS = 50;
  private static final String REQUESTS = Names.of("usage_llm_requests");
  private static final String TOKENS = Names.of("usage_llm_tokens");
  private static final String SERVICES = Names.of("usage_services");
  private static final String COST = Names.of("usage_estimated_cost");

  private final Agents agents;
  private final LlmPrices prices;
  private final BoundedLabel models = new BoundedLabel(MOST_MODELS);
  private final BoundedLabel services = new BoundedLabel(MOST_UNITS);

  UsageCollector(Agents agents, LlmPrices prices) {
    this.agents = agents;
    this.prices = prices;
  }

  @Override
  public MetricSnapshots collect() {
    AgentUsage usage = agents.usage();
    Map<Labels, Double> requests = new LinkedHashMap<>();
    Map<Labels, Double> tokens = new LinkedHashMap<>();
    Map<Labels, Double> costs = new LinkedHashMap<>();
    for (ModelUsage model : usage.models()) {
      Labels labels =
          Labels.of("provider", WireName.of(model.provider()), "model", models.of(model.model()));
      requests.merge(labels, (double) model.requests(), Double::sum);
      add(tokens, labels, model.tokens());
      prices
          .of(model.model())
          .ifPresent(
              price -> costs.merge(labels, price.of(model.tokens()).doubleValue(), Double::sum));
    }
    Map<Labels, Double> units = new LinkedHashMap<>();
    usage
        .services()
        .byService()
        .forEach(
            (service, used) ->
                used.forEach(
                    (unit, amount) ->
                        units.merge(unit(service, unit), amount.doubleValue(), Double::sum)));
    return MetricSnapshots.of(
        gauge(REQUESTS, "Answered requests of all existing agents, by model.", requests),
        gauge(TOKENS, "Tokens of all existing agents, by model and kind.", tokens),
        gauge(SERVICES, "Usage of the joinly server's services by all existing agents.", units),
        gauge(
            COST,
            "Estimated cost of the tokens of all existing agents, by the prices of the settings.",
            costs));
  }

  private static void add(Map<Labels, Double> tokens, Labels labels, TokenUsage used) {
    tokens.merge(labels.add("kind", "input"), (double) used.input(), Double::sum);
    tokens.merge(labels.add("kind", "output"), (double) used.output(), Double::sum);
    tokens.merge(labels.add("kind", "cached_input"), (double) used.cachedInput(), Double::sum);
  }

  private Labels unit(String service, String unit) {
    return Labels.of("service", services.of(service), "unit", services.of(unit));
  }

  private static GaugeSnapshot gauge(String name, String help, Map<Labels, Double> values) {
    GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
    values.forEach(
        (labels, value) ->
            snapshot.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
    return snapshot.build();
  }

  @Override
  public List<String> getPrometheusNames() {
    return List.of(REQUESTS, TOKENS, SERVICES, COST);
  }
}
