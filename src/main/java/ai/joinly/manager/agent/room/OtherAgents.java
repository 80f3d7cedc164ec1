package ai.joinly.manager.agent.room;

import java.util.Optional;

/** Other agents of this manager in the meeting of one agent. Thread-safe. */
public interface OtherAgents {
  /** No other agents. */
  OtherAgents NONE =
      new OtherAgents() {
        @Override
        public boolean isAgent(Optional<String> speaker) {
          return false;
        }

        @Override
        public void personSpoke() {}

        @Override
        public boolean tryTurn() {
          return true;
        }
      };

  /** Returns whether a speaker is another agent. */
  boolean isAgent(Optional<String> speaker);

  /** Resets the number of turns between agents. */
  void personSpoke();

  /** Acquires one of the allowed turns between agents; returns false if none is left. */
  boolean tryTurn();
}
