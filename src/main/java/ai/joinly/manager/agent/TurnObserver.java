package ai.joinly.manager.agent;

import ai.joinly.manager.model.TurnOutcome;
import java.time.Duration;

/** Hears of turns. Thread-safe; must neither block nor throw. */
@FunctionalInterface
public interface TurnObserver {
  /** Hears nothing. */
  TurnObserver NONE = (outcome, duration) -> {};

  /** A turn has ended. */
  void onTurnEnded(TurnOutcome outcome, Duration duration);
}
