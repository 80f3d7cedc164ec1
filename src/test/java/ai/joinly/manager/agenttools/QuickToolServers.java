package ai.joinly.manager.agenttools;

import ai.joinly.manager.config.ToolSettings;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.transport.McpHttp;
import java.time.Duration;
import java.util.Set;

/** Makes tool servers that lose no time. */
public final class QuickToolServers {
  private static final Pacing QUICK =
      new Pacing(Duration.ofMillis(2), Duration.ofMillis(20), Duration.ofHours(1), () -> 0);

  private QuickToolServers() {}

  public static McpToolServers create(
      ToolSettings settings, McpObserver observer, Set<String> reserved) {
    return new McpToolServers(
        settings, McpHttp.create(Duration.ofSeconds(10)), observer, reserved, QUICK);
  }
}
