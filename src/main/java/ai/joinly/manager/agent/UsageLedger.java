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
 * Usage of an agent over all its sessions. Owned by the worker's thread; any thread may read the
 * sum.
 */
public final class UsageLedger {
  private final AgentId agentId;
  private final LlmProvider provider;
  private final String model;
  private final Store store;

  /** Usage of language models, and of services in ended sessions. */
  private AgentUsage settled = AgentUsage.NONE;

  /** Usage of services in the current session, counted from its start. */
  private ServiceUsage ofSession = ServiceUsage.NONE;

  private Optional<String> session = Optional.empty();
  private volatile AgentUsage sum = AgentUsage.NONE;

  UsageLedger(AgentId agentId, AgentConfig config, Store store) {
    this.agentId = agentId;
    this.provider = config.llmProvider();
    this.model = config.llmModel();
    this.store = store;
  }

  /** Returns the total usage. */
  AgentUsage sum() {
    return sum;
  }

  /** Restores the usage of a previous process. */
  void restore(String json) {
    UsageJson.Kept kept = UsageJson.readKept(json);
    settled = kept.settled();
    ofSession = kept.ofSession();
    session = kept.session();
    sum = settled.plus(ofSession);
  }

  /** Adds answered requests to the language model of the agent. */
  public void used(long requests, TokenUsage tokens) {
    if (requests > 0) {
      settled = settled.plus(provider, model, requests, tokens);
      keep();
    }
  }

  /** Sets the usage of services in a session since its start. */
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
