package ai.joinly.manager.agent;

import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.tool.ToolBox;
import ai.joinly.manager.tool.ToolBoxListener;
import ai.joinly.manager.tool.ToolServers;

/** The tools of an agent's further servers, while it is active. Owned by the worker's thread. */
final class FurtherTools {
  private final AgentConfig config;
  private final ToolServers servers;
  private final Mailbox mailbox;
  private ToolBox box = ToolBox.EMPTY;

  FurtherTools(AgentConfig config, ToolServers servers, Mailbox mailbox) {
    this.config = config;
    this.servers = servers;
    this.mailbox = mailbox;
  }

  /**
   * Refuses servers that the operator does not allow, or does not allow any more.
   *
   * @throws ai.joinly.manager.model.InvalidFieldsException on {@code mcp_servers}
   */
  void requireAllowed() {
    servers.requireAllowed(config);
  }

  /** Begins to connect, in the place of what was open before. */
  ToolBox open() {
    close();
    box = servers.open(config, new Reporter(mailbox));
    return box;
  }

  /** Ends all sessions, in the background. */
  void close() {
    box.close();
    box = ToolBox.EMPTY;
  }

  /** Puts what the servers are heard of into the mailbox. */
  private record Reporter(Mailbox mailbox) implements ToolBoxListener {
    @Override
    public void onTrouble(String sentence) {
      mailbox.put(new Message.ToolsNoted(LogLevel.WARN, sentence));
    }

    @Override
    public void onNews(String sentence) {
      mailbox.put(new Message.ToolsNoted(LogLevel.INFO, sentence));
    }
  }
}
