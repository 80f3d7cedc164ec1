package ai.joinly.manager.agent.room;

import java.util.Set;

/**
 * Classification of an utterance for an agent.
 *
 * @param byAgents whether only other agents of this manager spoke
 * @param callers the people who addressed the agent, in the form of {@link FollowUp#people}
 */
public record Meaning(Kind kind, boolean byAgents, Set<String> callers) {
  /** Effect of an utterance. */
  public enum Kind {
    /** Not addressed to the agent, only added to the conversation. */
    CONTEXT,
    /** A signal of a listener, without content. */
    REMARK,
    /** The agent takes a turn after the running one has ended. */
    NEXT_TURN,
    /** The agent takes a turn; a running turn that is still thinking is aborted. */
    TURN_NOW
  }

  public Meaning {
    callers = Set.copyOf(callers);
  }
}
