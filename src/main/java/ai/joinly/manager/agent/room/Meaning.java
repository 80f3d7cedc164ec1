package ai.joinly.manager.agent.room;

import java.util.Set;

/**
 * What an utterance means for an agent.
 *
 * @param byAgents whether only other agents of this manager spoke
 * @param callers the people who addressed the agent, as {@link FollowUp} knows them
 */
public record Meaning(Kind kind, boolean byAgents, Set<String> callers) {
  /** What is to come of an utterance. */
  public enum Kind {
    /** It is not for the agent, which only remembers it. */
    CONTEXT,
    /** Somebody shows that they listen. */
    REMARK,
    /** The agent takes a turn once the running one is over. */
    NEXT_TURN,
    /** The agent takes a turn; one that still thinks is aborted. */
    TURN_NOW
  }

  public Meaning {
    callers = Set.copyOf(callers);
  }
}
