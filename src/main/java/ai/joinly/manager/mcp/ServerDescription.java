package ai.joinly.manager.mcp;

import java.util.Set;

/**
 * What a server said of itself when the session was made.
 *
 * @param protocolVersion the negotiated one
 * @param experimental names of its experimental capabilities
 */
public record ServerDescription(
    String name, String version, String protocolVersion, Set<String> experimental) {
  public ServerDescription {
    experimental = Set.copyOf(experimental);
  }
}
