package ai.joinly.manager.domain.usage;

import ai.joinly.manager.domain.agent.LlmProvider;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Usage of one or several agents.
 *
 * @param models one entry for each provider and model
 * @param services the usage of the joinly server's services
 */
public record AgentUsage(List<ModelUsage> models, ServiceUsage services) {
  public static final AgentUsage NONE = new AgentUsage(List.of(), ServiceUsage.NONE);

  public AgentUsage {
    models = List.copyOf(models);
  }

  /** Returns this usage plus requests to a language model. */
  public AgentUsage plus(LlmProvider provider, String model, long requests, TokenUsage tokens) {
    ModelUsage more = new ModelUsage(provider, model, requests, tokens);
    return plus(new AgentUsage(List.of(more), ServiceUsage.NONE));
  }

  public AgentUsage plus(ServiceUsage more) {
    return new AgentUsage(models, services.plus(more));
  }

  public AgentUsage plus(AgentUsage other) {
    return sum(List.of(this, other));
  }

  /** Returns the total usage. */
  public static AgentUsage sum(Collection<AgentUsage> all) {
    Map<Model, ModelUsage> sum = new LinkedHashMap<>();
    for (AgentUsage one : all) {
      for (ModelUsage usage : one.models) {
        sum.merge(
            new Model(usage.provider(), usage.model()),
            usage,
            (before, more) -> before.plus(more.requests(), more.tokens()));
      }
    }
    return new AgentUsage(
        List.copyOf(sum.values()),
        ServiceUsage.sum(all.stream().map(AgentUsage::services).toList()));
  }

  private record Model(LlmProvider provider, String name) {}
}
