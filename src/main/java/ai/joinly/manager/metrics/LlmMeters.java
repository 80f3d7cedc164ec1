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

/** Meters of requests to language models. Thread-safe. */
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

  /** Whether the last request was answered, by provider. */
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
            "Tokens by provider, model and kind; cached input is also counted as input.",
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
   * Registers all outcomes of a model before its first request, so that the first is an increase.
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

  /** Counts the changes after which a refused request was answered. */
  void repaired(LlmProvider provider, List<Repair> done) {
    done.forEach(repair -> repairs.with(WireName.of(provider), repair.label()).increment());
  }

  /**
   * Returns the start time of a request.
   *
   * @param ofTurn whether the request belongs to a turn, whose answer a participant waits for
   */
  long begin(boolean ofTurn) {
    if (ofTurn) {
      LogContext.agent().ifPresent(phases::onLlmRequest);
    }
    return phases.now();
  }

  void answered(LlmProvider provider, String model, long started, TokenUsage usage) {
    end(provider, model, OK, started);
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
        metrics ->
            LogContext.agent()
                .ifPresent(agent -> metrics.llmRequest(agent, usage.input(), usage.output())));
  }

  void failed(LlmProvider provider, String model, long started, LlmException failure) {
    answered.put(WireName.of(provider), false);
    String outcome = Names.label(failure.category());
    if (failure.category() == LlmException.Category.CIRCUIT_OPEN) {
      // No request was sent, so there is no duration to record.
      count(provider, model, outcome);
      return;
    }
    end(provider, model, outcome, started);
  }

  void interrupted(LlmProvider provider, String model, long started) {
    end(provider, model, INTERRUPTED, started);
  }

  private void end(LlmProvider provider, String model, String outcome, long started) {
    long nanos = phases.now() - started;
    count(provider, model, outcome);
    durations.with(WireName.of(provider)).record(nanos, TimeUnit.NANOSECONDS);
    phases.observe(TurnPhases.Phase.LLM, nanos);
  }

  private void count(LlmProvider provider, String model, String outcome) {
    requests.with(WireName.of(provider), models.of(model), outcome).increment();
  }

  /** Returns whether the last request was answered, by each provider that received one. */
  Map<String, Boolean> answered() {
    return new TreeMap<>(answered);
  }
}
