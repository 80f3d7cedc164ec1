package ai.joinly.manager.agent.room;

import java.util.Optional;

/** What one agent has to know of the other agents of this manager in its meeting. Thread-safe. */
public interface OtherAgents {
  /** An agent that is alone among people. */
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

  /** Whether somebody of that name is another agent. */
  boolean isAgent(Optional<String> speaker);

  /** Begins the count of turns between agents from zero. */
  void personSpoke();

  /** Takes one of the turns that may pass between agents; false when there is none left. */
  boolean tryTurn();
}
