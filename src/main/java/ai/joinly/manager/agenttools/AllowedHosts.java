package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.net.HttpUrl;
import java.util.List;
import java.util.Set;

/**
 * The hosts that agents may bring tools from. They are compared as they are written, never by what
 * they resolve to: what is not listed to the letter is not allowed.
 *
 * @param hosts in lower case, with the port at least where it is not the scheme's own
 */
record AllowedHosts(Set<String> hosts) {
  static final AllowedHosts NONE = new AllowedHosts(Set.of());

  private static final String FIELD = "mcp_servers";
  private static final String VARIABLE = "TOOLS_ALLOWED_HOSTS";

  AllowedHosts {
    hosts = Set.copyOf(hosts);
  }

  /**
   * @throws InvalidFieldsException that names the servers which are not allowed
   */
  void require(AgentConfig config) {
    List<String> refused =
        config.mcpServers().entrySet().stream()
            .filter(server -> !allows(server.getValue().url()))
            .map(server -> server.getKey())
            .toList();
    if (!refused.isEmpty()) {
      throw new InvalidFieldsException(
          List.of(
              new FieldError(
                  FIELD,
                  "may not point %s at that host: whoever runs the manager has to list it in %s"
                      .formatted(String.join(", ", refused), VARIABLE))));
    }
  }

  private boolean allows(String url) {
    return HttpUrl.parse(url).filter(one -> one.isOneOf(hosts)).isPresent();
  }
}
