package ai.joinly.manager.mcp;

import java.util.Set;

/**
 * What a server said of itself when the session was made.
 *
 * @param protocolVersion the negotiated one
 * @param experimental names of its experimental capabilities
 * @param toolListChanges whether it tells when its list of tools changes
 */
public record ServerDescription(
    String name,
    String version,
    String protocolVersion,
    Set<String> experimental,
    boolean toolListChanges) {
  public ServerDescription {
    experimental = Set.copyOf(experimental);
  }
}
