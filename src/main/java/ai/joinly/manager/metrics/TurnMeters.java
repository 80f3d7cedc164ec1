package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.TurnObserver;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What came of turns. Thread-safe. */
final class TurnMeters implements TurnObserver {
  private static final double[] BOUNDS = {0.1, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300};
  private static final double MILLIS = 1_000;

  private final Counter turns;
  private final Counter failures;
  private final Histogram durations;

  TurnMeters(PrometheusRegistry registry) {
    this.turns = Names.counter(registry, "turns", "Turns of agents by outcome.", "outcome");
    for (TurnOutcome outcome : TurnOutcome.values()) {
      turns.initLabelValues(Names.label(outcome));
    }
    this.failures =
        Names.counter(
            registry, "turn_failures", "Turns that ended without an answer by reason.", "reason");
    for (TurnFailure.Reason reason : TurnFailure.Reason.values()) {
      failures.initLabelValues(Names.label(reason));
    }
    this.durations =
        Names.durations(registry, "turn_duration_seconds", "Duration of turns.", BOUNDS);
  }

  @Override
  public void onTurnEnded(TurnReport report) {
    turns.labelValues(Names.label(report.outcome())).inc();
    durations.observe(report.times().total().toMillis() / MILLIS);
  }

  @Override
  public void onTurnFailed(TurnFailure.Reason reason) {
    failures.labelValues(Names.label(reason)).inc();
  }
}
