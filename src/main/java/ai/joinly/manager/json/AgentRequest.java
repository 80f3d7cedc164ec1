package ai.joinly.manager.json;

import ai.joinly.manager.domain.agent.AgentConfig;
import java.util.List;

/**
 * A request for an agent.
 *
 * @param warnings a sentence about each field of the request that does not exist
 */
public record AgentRequest(AgentConfig config, List<String> warnings) {
  public AgentRequest {
    warnings = List.copyOf(warnings);
  }
}
