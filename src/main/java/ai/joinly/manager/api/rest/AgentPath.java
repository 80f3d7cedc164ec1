package ai.joinly.manager.api.rest;

import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.domain.agent.AgentId;
import io.helidon.webserver.http.ServerRequest;

/** Agent id in a request path. */
final class AgentPath {
  private AgentPath() {}

  /** Returns the agent id in the path; treats an invalid id as that of an unknown agent. */
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
