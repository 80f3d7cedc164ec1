package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.agent.AgentConfig;

/** Access to the tools of agents' additional MCP servers. Thread-safe. */
public interface ToolServers {
  /** Allows no server. */
  ToolServers NONE =
      new ToolServers() {
        @Override
        public void requireAllowed(AgentConfig config) {
          AllowedHosts.NONE.require(config);
        }

        @Override
        public ToolBox open(AgentConfig config, ToolBoxListener listener) {
          requireAllowed(config);
          return ToolBox.EMPTY;
        }
      };

  /**
   * Rejects servers on hosts that the operator has not listed.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException on {@code mcp_servers}
   */
  void requireAllowed(AgentConfig config);

  /**
   * Starts to connect to the servers of an agent, without waiting.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException as {@link #requireAllowed}
   */
  ToolBox open(AgentConfig config, ToolBoxListener listener);
}
