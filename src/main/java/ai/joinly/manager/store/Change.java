package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.event.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Change to be stored. */
public sealed interface Change {
  /** Returns the agent that the change belongs to. */
  AgentId agentId();

  /**
   * A new agent. Its secrets are encrypted.
   *
   * @param age its position in the order of all agents; increasing
   */
  record AgentCreated(Agent agent, long age) implements Change {
    @Override
    public AgentId agentId() {
      return agent.id();
    }
  }

  /** The request that created an agent had an idempotency key. Kept longer than the agent. */
  record KeyUsed(AgentId agentId, IdempotencyKey key, Instant at) implements Change {}

  /** The request with an idempotency key has failed, so that another one may use the key. */
  record KeyReleased(AgentId agentId, IdempotencyKey key) implements Change {}

  /** The configuration of an agent is replaced. Its secrets are encrypted. */
  record AgentReconfigured(AgentId agentId, AgentConfig config) implements Change {}

  /**
   * State of an agent without its configuration.
   *
   * @param wantsMeeting whether the agent should be in its meeting, so that it rejoins after a
   *     restart
   */
  record AgentChanged(Agent agent, boolean wantsMeeting) implements Change {
    @Override
    public AgentId agentId() {
      return agent.id();
    }
  }

  /**
   * Deletion of an agent and all its data, except sessions that may still exist. Its data cannot be
   * read from the files afterwards.
   *
   * @param last the event that reports the deletion; it is delivered, but not stored
   */
  record AgentDeleted(Event last) implements Change {
    @Override
    public AgentId agentId() {
      return last.agentId();
    }
  }

  /** New event. Delivered to subscribers once it is stored. */
  record EventHappened(Event event) implements Change {
    @Override
    public AgentId agentId() {
      return event.agentId();
    }
  }

  /** New or changed session, identified by its server and id. */
  record SessionSaved(KnownSession session) implements Change {
    @Override
    public AgentId agentId() {
      return session.agentId();
    }
  }

  /** Confirmed end of a session. */
  record SessionGone(AgentId agentId, URI server, String id) implements Change {}

  /**
   * Action that the agent is about to perform in its meeting.
   *
   * @param action its number among the agent's actions, from 1
   * @param arguments JSON text
   */
  record ActionIntended(
      AgentId agentId, long action, long turn, String tool, String arguments, Instant at)
      implements Change {}

  /**
   * Outcome of an action.
   *
   * @param result the tool's answer, truncated if it is long
   */
  record ActionEnded(AgentId agentId, long action, Status outcome, String result, Instant at)
      implements Change {}

  /**
   * New message (or round of messages) of the agent's conversation.
   *
   * @param number its position in the conversation, from 1
   */
  record MessageAdded(AgentId agentId, long number, String json) implements Change {}

  /**
   * End of a turn.
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

  /** Usage of the agent so far, as JSON. */
  record UsageSaved(AgentId agentId, String json) implements Change {}

  /** Operator instructions to the agent that are still valid, as JSON. */
  record OrdersSaved(AgentId agentId, String json) implements Change {}

  /** Current analysis of the agent, as JSON. */
  record AnalysisSaved(AgentId agentId, String json) implements Change {}
}
