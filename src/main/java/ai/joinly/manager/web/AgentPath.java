package ai.joinly.manager.web;

import ai.joinly.manager.model.AgentId;
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
