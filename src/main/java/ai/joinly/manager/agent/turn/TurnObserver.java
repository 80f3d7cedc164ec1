package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.domain.usage.TurnReport;

/** Hears of turns. Thread-safe; must neither block nor throw. */
@FunctionalInterface
public interface TurnObserver {
  /** Hears nothing. */
  TurnObserver NONE = report -> {};

  /** A turn has ended. */
  void onTurnEnded(TurnReport report);

  /** It had no answer. */
  default void onTurnFailed(TurnFailure.Reason reason) {}
}
