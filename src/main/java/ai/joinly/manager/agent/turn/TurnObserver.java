package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.domain.usage.TurnReport;

/** Observer of turns. Thread-safe; must not block or throw. */
@FunctionalInterface
public interface TurnObserver {
  /** Observer that does nothing. */
  TurnObserver NONE = report -> {};

  /** A turn has ended. */
  void onTurnEnded(TurnReport report);

  /** A turn has ended without an answer. */
  default void onTurnFailed(TurnFailure.Reason reason) {}
}
