package ai.joinly.manager.metrics;

import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.repair.Repair;
import ai.joinly.manager.logging.LogContext;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;

/** What was asked of language models. Thread-safe. */
final class LlmMeters {
  static final String OK = "ok";
  static final String INTERRUPTED = "interrupted";
  private static final int MODELS = 50;
  private static final double[] BOUNDS = {0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60};

  private final Family<Counter> requests;
  private final Family<Timer> durations;
  private final Family<Counter> tokens;
  private final TurnPhases phases;
  private final Optional<PerAgentMetrics> perAgent;
  private final Family<DoubleAdder> cost;
  private final Family<Counter> repairs;
  private final LlmPrices prices;
  private final BoundedLabel models = new BoundedLabel(MODELS);

  /** By provider: whether its last request had an answer. */
  private final Map<String, Boolean> answered = new ConcurrentHashMap<>();

  LlmMeters(
      Meters meters, TurnPhases phases, LlmPrices prices, Optional<PerAgentMetrics> perAgent) {
    this.prices = prices;
    this.phases = phases;
    this.perAgent = perAgent;
    this.requests =
        meters.counters(
            "llm_requests",
            "Requests to language models by provider, model and outcome.",
            "provider",
            "model",
            "outcome");
    this.durations =
        meters.timers(
            "llm_request_duration_seconds",
            "Duration of requests to language models, including retries.",
            BOUNDS,
            "provider");
    this.tokens =
        meters.counters(
            "llm_tokens",
            "Tokens by provider, model and kind; cached input is counted with the input too.",
            "provider",
            "model",
            "kind");
    this.repairs =
        meters.counters(
            "llm_repairs",
            "Changes that made a language model's server answer a refused request.",
            "provider",
            "repair");
    this.cost =
        meters.sums(
            "llm_estimated_cost",
            "Estimated cost of requests by the prices of the settings, in their currency.",
            "provider",
            "model");
  }

  /**
   * Shows all outcomes of a model that is going to be asked, so that a first one is an increase.
   */
  void expect(LlmProvider provider, String model) {
    String label = models.of(model);
    String wire = WireName.of(provider);
    requests.with(wire, label, OK);
    requests.with(wire, label, INTERRUPTED);
    for (LlmException.Category category : LlmException.Category.values()) {
      requests.with(wire, label, Names.label(category));
    }
  }

  /** Counts requests that were refused first and answered after a change. */
  void repaired(LlmProvider provider, List<Repair> done) {
    done.forEach(repair -> repairs.with(WireName.of(provider), repair.label()).increment());
  }

  /**
   * @param ofTurn whether a turn asks, which is what somebody who spoke waits for
   */
  long begin(boolean ofTurn) {
    if (ofTurn) {
      LogContext.agent().ifPresent(phases::onLlmRequest);
    }
    return phases.now();
  }

  void answered(LlmProvider provider, String model, long begun, TokenUsage usage) {
    end(provider, model, OK, begun);
    answered.put(WireName.of(provider), true);
    String label = models.of(model);
    tokens.with(WireName.of(provider), label, "input").increment(usage.input());
    tokens.with(WireName.of(provider), label, "output").increment(usage.output());
    tokens.with(WireName.of(provider), label, "cached_input").increment(usage.cachedInput());
    prices
        .of(model)
        .ifPresent(
            price -> cost.with(WireName.of(provider), label).add(price.of(usage).doubleValue()));
    perAgent.ifPresent(
        figures ->
            LogContext.agent()
                .ifPresent(agent -> figures.llmRequest(agent, usage.input(), usage.output())));
  }

  void failed(LlmProvider provider, String model, long begun, LlmException failure) {
    answered.put(WireName.of(provider), false);
    String outcome = Names.label(failure.category());
    if (failure.category() == LlmException.Category.CIRCUIT_OPEN) {
      // Nobody was asked, so there is no time to be told.
      count(provider, model, outcome);
      return;
    }
    end(provider, model, outcome, begun);
  }

  void interrupted(LlmProvider provider, String model, long begun) {
    end(provider, model, INTERRUPTED, begun);
  }

  private void end(LlmProvider provider, String model, String outcome, long begun) {
    long nanos = phases.now() - begun;
    count(provider, model, outcome);
    durations.with(WireName.of(provider)).record(nanos, TimeUnit.NANOSECONDS);
    phases.observe(TurnPhases.Phase.LLM, nanos);
  }

  private void count(LlmProvider provider, String model, String outcome) {
    requests.with(WireName.of(provider), models.of(model), outcome).increment();
  }

  /** By provider: whether its last request had an answer; only those that were asked. */
  Map<String, Boolean> answered() {
    return new TreeMap<>(answered);
  }
}
