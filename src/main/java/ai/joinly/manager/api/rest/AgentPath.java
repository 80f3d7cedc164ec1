package ai.joinly.manager.api.rest;

import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.domain.agent.AgentId;
import io.helidon.webserver.http.ServerRequest;

/** The agent that a path names. */
final class AgentPath {
  private AgentPath() {}

  /** Its id; a path that cannot name one is answered as if there were no such agent. */
  static AgentId id(ServerRequest request) {
    return request
        .path()
        .pathParameters()
        .first("agent_id")
        .filter(AgentId::isValid)
        .map(AgentId::new)
        .orElseThrow(() -> new ApiException(ApiError.unknownAgent()));
  }
}
