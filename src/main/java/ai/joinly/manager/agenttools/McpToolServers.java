package ai.joinly.manager.agenttools;

import ai.joinly.manager.config.ToolSettings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.transport.McpHttp;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Tool servers that agents use over streamable HTTP, for the entire process. Thread-safe. */
public final class McpToolServers implements ToolServers {
  /** Allows images in a response, but bounds the memory of many agents with many servers. */
  private static final McpLimits LIMITS = new McpLimits(4 * 1024 * 1024, 16 * 1024);

  private final AllowedHosts hosts;
  private final Duration timeout;
  private final McpHttp http;
  private final McpObserver observer;
  private final Set<String> reserved;
  private final Pacing pacing;
  private final Set<ToolServerLink> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param http from {@link McpHttp#create}; shared, not closed here
   * @param observer notified of all requests to the servers
   * @param reserved names that are not given to tools, since they have another meaning for agents
   */
  public McpToolServers(
      ToolSettings settings, McpHttp http, McpObserver observer, Set<String> reserved) {
    this(settings, http, observer, reserved, Pacing.real());
  }

  public McpToolServers(
      ToolSettings settings,
      McpHttp http,
      McpObserver observer,
      Set<String> reserved,
      Pacing pacing) {
    this.hosts = new AllowedHosts(settings.allowedHosts());
    this.timeout = settings.timeout();
    this.http = http;
    this.observer = observer;
    this.reserved = Set.copyOf(reserved);
    this.pacing = pacing;
  }

  @Override
  public void requireAllowed(AgentConfig config) {
    hosts.require(config);
  }

  @Override
  public ToolBox open(AgentConfig config, ToolBoxListener listener) {
    requireAllowed(config);
    if (closed || config.mcpServers().isEmpty()) {
      return ToolBox.EMPTY;
    }
    McpToolBox box = new McpToolBox(reserved, listener);
    config.mcpServers().forEach((name, server) -> add(box, name, server));
    box.start();
    return box;
  }

  private void add(McpToolBox box, String name, ToolServerConfig server) {
    ToolServerConnection state = new ToolServerConnection();
    SecretRedactor mask = SecretRedactor.of(server.headers());
    ToolServerLink link =
        new ToolServerLink(
            name,
            client(server),
            timeout,
            pacing,
            state,
            new ServerNews(name, box, mask, server::allows),
            open::remove);
    open.add(link);
    box.add(name, link, new ToolCaller(name, state, timeout, mask));
  }

  private McpClient client(ToolServerConfig server) {
    Map<String, String> headers =
        server.headers().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, header -> plain(header.getValue())));
    return new McpClient(http, URI.create(server.url()), LIMITS, observer, headers, true);
  }

  private static String plain(Secret secret) {
    return secret.value();
  }

  /** Returns the number of servers that are in use or whose sessions are being ended. */
  public int links() {
    return open.size();
  }

  /** Returns the number of agents' servers that cannot be used. */
  public int down() {
    return (int) open.stream().filter(ToolServerLink::isDown).count();
  }

  /**
   * Rejects new connections, ends all sessions and waits for their end.
   *
   * @return whether all sessions have ended within {@code limit}
   */
  public boolean close(Duration limit) throws InterruptedException {
    closed = true;
    long deadline = System.nanoTime() + limit.toNanos();
    boolean ended = true;
    for (ToolServerLink link : open) {
      link.close();
    }
    for (ToolServerLink link : open) {
      ended &= link.awaitEnd(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
    return ended;
  }
}
