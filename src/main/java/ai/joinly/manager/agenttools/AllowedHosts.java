package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.net.HttpUrl;
import java.util.List;
import java.util.Set;

/**
 * Hosts of the tool servers that agents may use. Host names are compared literally and are never
 * resolved: a host that is not listed exactly is not allowed.
 *
 * @param hosts in lower case; with the port if it is not the scheme's default, otherwise optional
 */
record AllowedHosts(Set<String> hosts) {
  static final AllowedHosts NONE = new AllowedHosts(Set.of());

  private static final String FIELD = "mcp_servers";
  private static final String VARIABLE = "TOOLS_ALLOWED_HOSTS";

  AllowedHosts {
    hosts = Set.copyOf(hosts);
  }

  /**
   * Checks that all servers of an agent are allowed.
   *
   * @throws InvalidFieldsException if any is not allowed; names these servers
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
                  "may not point %s at that host: the operator of the manager must list it in %s"
                      .formatted(String.join(", ", refused), VARIABLE))));
    }
  }

  private boolean allows(String url) {
    return HttpUrl.parse(url).filter(one -> one.isOneOf(hosts)).isPresent();
  }
}
