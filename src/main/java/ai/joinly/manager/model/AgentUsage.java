package ai.joinly.manager.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What an agent, or several, have used.
 *
 * @param models one entry for each provider and model
 * @param services what the joinly server's services have used for it
 */
public record AgentUsage(List<ModelUsage> models, ServiceUsage services) {
  public static final AgentUsage NONE = new AgentUsage(List.of(), ServiceUsage.NONE);

  public AgentUsage {
    models = List.copyOf(models);
  }

  /** With some more requests to a language model. */
  public AgentUsage plus(LlmProvider provider, String model, long requests, TokenUsage tokens) {
    List<ModelUsage> sum = new ArrayList<>(models);
    for (int i = 0; i < sum.size(); i++) {
      ModelUsage usage = sum.get(i);
      if (usage.provider() == provider && usage.model().equals(model)) {
        sum.set(i, usage.plus(requests, tokens));
        return new AgentUsage(sum, services);
      }
    }
    sum.add(new ModelUsage(provider, model, requests, tokens));
    return new AgentUsage(sum, services);
  }

  public AgentUsage plus(ServiceUsage more) {
    return new AgentUsage(models, services.plus(more));
  }

  public AgentUsage plus(AgentUsage other) {
    AgentUsage sum = plus(other.services);
    for (ModelUsage usage : other.models) {
      sum = sum.plus(usage.provider(), usage.model(), usage.requests(), usage.tokens());
    }
    return sum;
  }
}
