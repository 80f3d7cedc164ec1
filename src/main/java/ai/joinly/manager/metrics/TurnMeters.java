package ai.joinly.manager.metrics;

import ai.joinly.manager.agent.turn.TurnObserver;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Timer;

/** Meters of turns. Thread-safe. */
final class TurnMeters implements TurnObserver {
  private static final double[] BOUNDS = {0.1, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300};

  private final Family<Counter> turns;
  private final Family<Counter> failures;
  private final Timer durations;

  TurnMeters(Meters meters) {
    this.turns = meters.counters("turns", "Turns of agents by outcome.", "outcome");
    for (TurnOutcome outcome : TurnOutcome.values()) {
      turns.with(Names.label(outcome));
    }
    this.failures =
        meters.counters("turn_failures", "Turns that ended without an answer by reason.", "reason");
    for (TurnFailure.Reason reason : TurnFailure.Reason.values()) {
      failures.with(Names.label(reason));
    }
    this.durations = meters.timer("turn_duration_seconds", "Duration of turns.", BOUNDS);
  }

  @Override
  public void onTurnEnded(TurnReport report) {
    turns.with(Names.label(report.outcome())).increment();
    durations.record(report.times().total());
  }

  @Override
  public void onTurnFailed(TurnFailure.Reason reason) {
    failures.with(Names.label(reason)).increment();
  }
}
