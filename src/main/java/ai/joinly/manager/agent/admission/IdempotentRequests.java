package ai.joinly.manager.agent.admission;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.agent.Agents.Creation;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoredKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Requests with an idempotency key, of which the first creates an agent and the others get the same
 * one, also after a restart. Thread-safe.
 */
public final class IdempotentRequests {
  private final Store store;
  private final InstantSource clock;
  private final Function<AgentId, Optional<AgentView>> agents;
  private final KeyedSections sections;

  /**
   * @param agents finds an agent by its id
   * @param limit how long a request waits for another one with the same key
   */
  public IdempotentRequests(
      Store store,
      InstantSource clock,
      Function<AgentId, Optional<AgentView>> agents,
      Duration limit) {
    this.store = store;
    this.clock = clock;
    this.agents = agents;
    this.sections = new KeyedSections(limit);
  }

  /** Creates an agent and stores the use of the key with it. */
  @FunctionalInterface
  public interface First {
    AgentView create() throws AgentRefusedException;
  }

  /**
   * Creates an agent, or returns the one that an earlier request with the key created.
   *
   * @throws AgentRefusedException when the key came with another body, or its agent is deleted
   */
  public Creation once(IdempotencyKey key, First first) throws AgentRefusedException {
    KeyedSections.Section section = sections.enter(key.digest());
    try {
      Optional<StoredKey> used = store.usedKey(key, clock.instant());
      return used.isPresent()
          ? new Creation(repeated(key, used.get()), false)
          : new Creation(first.create(), true);
    } finally {
      section.close();
    }
  }

  private AgentView repeated(IdempotencyKey key, StoredKey used) throws AgentRefusedException {
    AgentId id = used.agentId();
    if (!key.isSameBody(used.bodyDigest())) {
      throw new AgentRefusedException(
          Reason.KEY_REUSED,
          "This Idempotency-Key has created the agent %s from another body; send the same body"
                  .formatted(id)
              + " again, or use another key",
          id);
    }
    Optional<AgentView> agent = agents.apply(id);
    if (agent.isEmpty()) {
      throw new AgentRefusedException(
          Reason.AGENT_DELETED,
          "The agent %s that this Idempotency-Key created is deleted; use another key to create an"
                  .formatted(id)
              + " agent",
          id);
    }
    return agent.get();
  }
}
