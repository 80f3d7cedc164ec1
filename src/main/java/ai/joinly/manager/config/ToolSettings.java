package ai.joinly.manager.config;

import ai.joinly.manager.config.Setting.Form;
import java.time.Duration;
import java.util.Set;

/** Further MCP servers of agents. */
@Setting.Section("tools.")
public record ToolSettings(
    @Setting(
            value = SettingType.NO_ITEMS,
            form = Form.HOSTS,
            doc = "hosts that an agent's mcp_servers may name")
        Set<String> allowedHosts,
    @Setting(
            value = "1m",
            range = "1s..10m",
            doc = "time limit of a call of a tool of an agent's mcp_servers")
        Duration timeout)
    implements Settings.Part {
  public ToolSettings {
    allowedHosts = Set.copyOf(allowedHosts);
    Settings.require(timeout.isPositive());
  }
}
