package ai.joinly.manager.mcp;

import java.util.Set;

/**
 * Description that a server sent when the session was created.
 *
 * @param protocolVersion the negotiated version
 * @param experimental names of its experimental capabilities
 * @param toolListChanges whether it notifies changes of its tool list
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
