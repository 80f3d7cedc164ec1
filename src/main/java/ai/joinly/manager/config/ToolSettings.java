package ai.joinly.manager.config;

import java.time.Duration;
import java.util.Set;

/**
 * Further MCP servers that agents bring along.
 *
 * @param allowedHosts hosts (with port, where not the scheme's own) that they may be on
 * @param timeout how long a tool may take
 */
public record ToolSettings(Set<String> allowedHosts, Duration timeout) {
  public ToolSettings {
    allowedHosts = Set.copyOf(allowedHosts);
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("a tool needs time");
    }
  }
}
