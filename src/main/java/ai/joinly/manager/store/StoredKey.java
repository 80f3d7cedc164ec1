package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import java.time.Instant;

/**
 * An idempotency key that was used.
 *
 * @param agentId the agent that was created, which may be deleted since
 * @param bodyDigest of the request that created it
 */
public record StoredKey(AgentId agentId, String bodyDigest, Instant usedAt) {
  /** Returns whether the key is older than its lifetime. */
  public boolean isOver(Instant now) {
    return !usedAt.plus(IdempotencyKey.LIFETIME).isAfter(now);
  }
}
