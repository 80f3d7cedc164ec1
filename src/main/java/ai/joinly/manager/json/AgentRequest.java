package ai.joinly.manager.json;

import ai.joinly.manager.domain.agent.AgentConfig;
import java.util.List;

/**
 * Request to create an agent.
 *
 * @param warnings a message for each unknown field of the request
 */
public record AgentRequest(AgentConfig config, List<String> warnings) {
  public AgentRequest {
    warnings = List.copyOf(warnings);
  }
}
