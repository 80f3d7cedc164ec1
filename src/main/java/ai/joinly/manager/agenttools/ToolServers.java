package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.agent.AgentConfig;

/** Where agents get the tools of their further MCP servers from. Thread-safe. */
public interface ToolServers {
  /** Allows no server at all. */
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
   * Refuses servers on hosts that the operator has not listed.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException on {@code mcp_servers}
   */
  void requireAllowed(AgentConfig config);

  /**
   * Begins to connect to the servers of an agent; returns at once.
   *
   * @throws ai.joinly.manager.domain.InvalidFieldsException as {@link #requireAllowed}
   */
  ToolBox open(AgentConfig config, ToolBoxListener listener);
}
