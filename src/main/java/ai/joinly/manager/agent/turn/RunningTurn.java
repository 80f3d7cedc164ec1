package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.tools.ToolRoundState;
import java.util.Optional;
import java.util.Set;

/** A turn that has started and has not reported its end. Confined to the worker's thread. */
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

  /** Returns whether people have started to hear or read its answer. */
  boolean hasAnswered() {
    return turn.hasAnswered();
  }

  /** Returns the people whose words started the turn. */
  Set<String> callers() {
    return callers;
  }

  /** Returns whether it waits for the model, or is about to end. */
  boolean isThinking() {
    return underWay().isEmpty();
  }

  /** Records that one of its rounds was added to the conversation. */
  void roundDone(int round) {
    roundsDone = Math.max(roundsDone, round);
  }

  /** Returns the round that is being executed and is not part of the conversation. */
  Optional<ToolRoundState> underWay() {
    return turn.progress().filter(progress -> progress.number() > roundsDone);
  }

  /** Returns whether a speech is its only remaining action. */
  boolean onlySpeaks() {
    return underWay().map(ToolRoundState::onlySpeaks).orElse(false);
  }
}
