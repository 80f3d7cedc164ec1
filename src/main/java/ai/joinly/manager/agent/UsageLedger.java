package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.json.UsageJson;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import java.util.Optional;

/**
 * Adds up what an agent uses, over all its sessions. Owned by the worker's thread; anybody may read
 * the sum.
 */
public final class UsageLedger {
  private final AgentId agentId;
  private final LlmProvider provider;
  private final String model;
  private final Store store;

  /** Of language models, and of services in sessions that are over. */
  private AgentUsage settled = AgentUsage.NONE;

  /** Of services in the session of now, which counts from its beginning. */
  private ServiceUsage ofSession = ServiceUsage.NONE;

  private Optional<String> session = Optional.empty();
  private volatile AgentUsage sum = AgentUsage.NONE;

  UsageLedger(AgentId agentId, AgentConfig config, Store store) {
    this.agentId = agentId;
    this.provider = config.llmProvider();
    this.model = config.llmModel();
    this.store = store;
  }

  /** All of it. */
  AgentUsage sum() {
    return sum;
  }

  /** Goes on where a former process ended. */
  void restore(String json) {
    UsageJson.Kept kept = UsageJson.readKept(json);
    settled = kept.settled();
    ofSession = kept.ofSession();
    session = kept.session();
    sum = settled.plus(ofSession);
  }

  /** Requests to the agent's language model were answered. */
  public void used(long requests, TokenUsage tokens) {
    if (requests > 0) {
      settled = settled.plus(provider, model, requests, tokens);
      keep();
    }
  }

  /** What the services have used for a session since its beginning. */
  public void services(String sessionId, ServiceUsage usage) {
    if (!session.equals(Optional.of(sessionId))) {
      settled = settled.plus(ofSession);
      session = Optional.of(sessionId);
      ofSession = ServiceUsage.NONE;
    }
    if (!usage.equals(ofSession)) {
      ofSession = usage;
      keep();
    }
  }

  private void keep() {
    sum = settled.plus(ofSession);
    store.write(
        new Change.UsageSaved(
            agentId, UsageJson.kept(new UsageJson.Kept(settled, ofSession, session))));
  }
}
