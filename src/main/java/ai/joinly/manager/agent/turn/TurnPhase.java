package ai.joinly.manager.agent.turn;

import java.util.Optional;

/**
 * Phase of an agent's running turns: one thinks and acts, while an earlier one may still speak.
 * {@code docs/architecture.md} lists the transitions.
 */
sealed interface TurnPhase {
  /** No turn runs. */
  record None() implements TurnPhase {
    @Override
    public Optional<RunningTurn> speaker() {
      return Optional.empty();
    }
  }

  /** A turn calls the model, or executes its tool calls. */
  record Thinking(RunningTurn turn, Optional<RunningTurn> speaker) implements TurnPhase {}

  /** A turn is cancelled by new words, or because the agent is not in its meeting. */
  record Cancelling(RunningTurn turn, Optional<RunningTurn> speaker) implements TurnPhase {}

  /** A speech is the only remaining action of a cancelled turn. The next turn may start. */
  record Speaking(RunningTurn turn) implements TurnPhase {
    @Override
    public Optional<RunningTurn> speaker() {
      return Optional.of(turn);
    }
  }

  /** Returns the turn that only speaks. */
  Optional<RunningTurn> speaker();

  /** Returns the turn that must end before the next one starts. */
  default Optional<RunningTurn> front() {
    return switch (this) {
      case Thinking thinking -> Optional.of(thinking.turn());
      case Cancelling cancelling -> Optional.of(cancelling.turn());
      case None none -> Optional.empty();
      case Speaking speaking -> Optional.empty();
    };
  }

  /** Returns the phase after the start of a turn. */
  default TurnPhase started(RunningTurn turn) {
    require(front().isEmpty());
    return new Thinking(turn, speaker());
  }

  /** Returns the phase after the cancellation of the turn that thinks. */
  default TurnPhase cancelled() {
    require(this instanceof Thinking);
    return new Cancelling(front().orElseThrow(), speaker());
  }

  /** Returns the phase after a speech has become the cancelled turn's only remaining action. */
  default TurnPhase onlySpeaks() {
    require(this instanceof Cancelling && speaker().isEmpty());
    return new Speaking(front().orElseThrow());
  }

  /** Returns the phase after the end of a turn; this phase if the turn is unknown. */
  default TurnPhase ended(long number) {
    if (front().filter(turn -> turn.number() == number).isPresent()) {
      return speaker().<TurnPhase>map(Speaking::new).orElseGet(None::new);
    }
    if (speaker().filter(turn -> turn.number() == number).isEmpty()) {
      return this;
    }
    return switch (this) {
      case Thinking thinking -> new Thinking(thinking.turn(), Optional.empty());
      case Cancelling cancelling -> new Cancelling(cancelling.turn(), Optional.empty());
      case Speaking speaking -> new None();
      case None none -> none;
    };
  }

  private void require(boolean legal) {
    if (!legal) {
      throw new IllegalStateException("illegal transition of " + getClass().getName());
    }
  }
}
