package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.tools.ToolRoundState;
import java.util.Optional;
import java.util.Set;

/**
 * A turn that has begun and of whose end the worker has not heard. Owned by the worker's thread.
 */
final class RunningTurn {
  private final long number;
  private final Turn turn;
  private final Set<String> callers;
  private int roundsDone;

  RunningTurn(long number, Turn turn, Set<String> callers) {
    this.callers = Set.copyOf(callers);
    this.number = number;
    this.turn = turn;
  }

  long number() {
    return number;
  }

  void supersede() {
    turn.supersede();
  }

  /** Whether people hear or read its answer, or have done so. */
  boolean hasAnswered() {
    return turn.hasAnswered();
  }

  /** The people whose words made it begin. */
  Set<String> callers() {
    return callers;
  }

  /** Whether it waits for the model, or is about to end. */
  boolean isThinking() {
    return underWay().isEmpty();
  }

  /** A round of it has entered the conversation. */
  void roundDone(int round) {
    roundsDone = Math.max(roundsDone, round);
  }

  /** The answer that it acts upon and that the conversation does not have yet. */
  Optional<ToolRoundState> underWay() {
    return turn.progress().filter(progress -> progress.number() > roundsDone);
  }

  /** Returns whether a speech is the only thing that it has to end. */
  boolean onlySpeaks() {
    return underWay().map(ToolRoundState::onlySpeaks).orElse(false);
  }
}
