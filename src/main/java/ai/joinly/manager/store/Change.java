package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.event.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** One thing to write down. */
public sealed interface Change {
  /** Whose it is. */
  AgentId agentId();

  /**
   * A new agent. Its secrets are encrypted.
   *
   * @param age its place in the order of all agents; growing
   */
  record AgentCreated(Agent agent, long age) implements Change {
    @Override
    public AgentId agentId() {
      return agent.id();
    }
  }

  /**
   * Everything about an agent but its configuration.
   *
   * @param wantsMeeting whether it is meant to be in its meeting, so that it is brought back there
   */
  record AgentChanged(Agent agent, boolean wantsMeeting) implements Change {
    @Override
    public AgentId agentId() {
      return agent.id();
    }
  }

  /**
   * An agent is deleted with all that is kept of it, but for sessions that may still be alive.
   * Nothing of it can be read from the files afterwards.
   *
   * @param last the event that tells of it; it is handed on, and not kept
   */
  record AgentDeleted(Event last) implements Change {
    @Override
    public AgentId agentId() {
      return last.agentId();
    }
  }

  /** Something happened. Handed on to those who follow, once it is kept. */
  record EventHappened(Event event) implements Change {
    @Override
    public AgentId agentId() {
      return event.agentId();
    }
  }

  /** A session came into being or came further; known by its server and id. */
  record SessionSaved(KnownSession session) implements Change {
    @Override
    public AgentId agentId() {
      return session.agentId();
    }
  }

  /** A session is known to be ended. */
  record SessionGone(AgentId agentId, URI server, String id) implements Change {}

  /**
   * The agent is about to do something in its meeting.
   *
   * @param action its number among the agent's actions, from 1
   * @param arguments JSON text
   */
  record ActionIntended(
      AgentId agentId, long action, long turn, String tool, String arguments, Instant at)
      implements Change {}

  /**
   * What became of an action.
   *
   * @param result the tool's answer, cut where it is long
   */
  record ActionEnded(AgentId agentId, long action, Status outcome, String result, Instant at)
      implements Change {}

  /**
   * The agent's conversation has grown by a message (or a round of them).
   *
   * @param number its place in the conversation, from 1
   */
  record MessageAdded(AgentId agentId, long number, String json) implements Change {}

  /**
   * A turn is over.
   *
   * @param turn its number among the agent's turns, from 1
   */
  record TurnEnded(
      AgentId agentId,
      long turn,
      Instant startedAt,
      Duration lasted,
      String outcome,
      String provider,
      String model,
      long inputTokens,
      long outputTokens,
      long cachedInputTokens)
      implements Change {}

  /** What the agent has used so far, as JSON. */
  record UsageSaved(AgentId agentId, String json) implements Change {}

  /** What operators have told the agent and still holds, as JSON. */
  record OrdersSaved(AgentId agentId, String json) implements Change {}

  /** The agent's analysis as it is now, as JSON. */
  record AnalysisSaved(AgentId agentId, String json) implements Change {}
}
