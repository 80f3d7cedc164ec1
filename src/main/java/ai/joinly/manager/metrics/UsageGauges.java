package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.ModelUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Total usage of all agents, across restarts, as in {@code GET /usage}. The meters are gauges, as
 * the usage decreases when an agent is deleted. Guarded by the lock of the scrape.
 */
final class UsageGauges {
  private static final int MAX_MODELS = 50;
  private static final int MAX_UNITS = 50;

  private final Agents agents;
  private final LlmPrices prices;
  private final BoundedLabel models = new BoundedLabel(MAX_MODELS);
  private final BoundedLabel services = new BoundedLabel(MAX_UNITS);
  private final LiveSeries requests;
  private final LiveSeries tokens;
  private final LiveSeries units;
  private final LiveSeries costs;

  UsageGauges(Meters meters, Agents agents, LlmPrices prices) {
    this.agents = agents;
    this.prices = prices;
    this.requests =
        meters.liveGauges(
            "usage_llm_requests",
            "Answered requests of all existing agents, by model.",
            "provider",
            "model");
    this.tokens =
        meters.liveGauges(
            "usage_llm_tokens",
            "Tokens of all existing agents, by model and kind.",
            "provider",
            "model",
            "kind");
    this.units =
        meters.liveGauges(
            "usage_services",
            "Usage of the joinly server's services by all existing agents.",
            "service",
            "unit");
    this.costs =
        meters.liveGauges(
            "usage_estimated_cost",
            "Estimated cost of the tokens of all existing agents, by the prices of the settings.",
            "provider",
            "model");
  }

  /** Reads the usage for the next scrape. */
  void refresh() {
    AgentUsage usage = agents.usage();
    Map<List<String>, Double> byModel = new HashMap<>();
    Map<List<String>, Double> byKind = new HashMap<>();
    Map<List<String>, Double> cost = new HashMap<>();
    for (ModelUsage model : usage.models()) {
      String provider = WireName.of(model.provider());
      String label = models.of(model.model());
      add(byModel, model.requests(), provider, label);
      add(byKind, model.tokens().input(), provider, label, "input");
      add(byKind, model.tokens().output(), provider, label, "output");
      add(byKind, model.tokens().cachedInput(), provider, label, "cached_input");
      prices
          .of(model.model())
          .ifPresent(price -> add(cost, price.of(model.tokens()), provider, label));
    }
    Map<List<String>, Double> used = new HashMap<>();
    usage
        .services()
        .byService()
        .forEach(
            (service, amounts) ->
                amounts.forEach(
                    (unit, amount) -> add(used, amount, services.of(service), services.of(unit))));
    requests.show(byModel);
    tokens.show(byKind);
    costs.show(cost);
    units.show(used);
  }

  private static void add(Map<List<String>, Double> sums, Number amount, String... labelValues) {
    sums.merge(List.of(labelValues), amount.doubleValue(), Double::sum);
  }
}
