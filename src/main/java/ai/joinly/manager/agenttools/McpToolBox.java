package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.mcp.McpArguments;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** Tools of one agent's servers. Each server has its own {@link ToolServerLink}. */
final class McpToolBox implements ToolBox {
  static final int MAX_TOOLS = 128;

  /**
   * Limit for all names, descriptions and schemas together, since each request to a model has them.
   */
  static final int MAX_CHARACTERS = 256 * 1_024;

  private final ToolBoxListener listener;
  // Filled before the box is published.
  private final Map<String, ToolServerLink> links = new TreeMap<>();
  private final Map<String, ToolCaller> callers = new TreeMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  // The next three are guarded by the lock, which is never held during a wait.
  private final ToolNames names;
  private final Map<String, List<ToolDescription>> offers = new TreeMap<>();
  private String tooMany = "";
  // Written under the lock, read by any thread.
  private volatile List<ToolDescription> tools = List.of();
  private volatile boolean closed;

  /**
   * @param reserved names that are not given to tools
   */
  McpToolBox(Set<String> reserved, ToolBoxListener listener) {
    this.names = new ToolNames(reserved);
    this.listener = listener;
  }

  /** Adds a server; only before {@link #start}. */
  void add(String server, ToolServerLink link, ToolCaller caller) {
    links.put(server, link);
    callers.put(server, caller);
  }

  void start() {
    links.values().forEach(ToolServerLink::start);
  }

  @Override
  public List<ToolDescription> tools() {
    return tools;
  }

  @Override
  public boolean owns(String toolName) {
    return target(toolName).isPresent();
  }

  @Override
  public ToolOutcome call(String prefixedName, String argumentsJson) throws InterruptedException {
    Optional<ToolNames.Target> target = target(prefixedName);
    if (target.isEmpty()) {
      return EMPTY.call(prefixedName, argumentsJson);
    }
    Optional<ObjectNode> arguments = McpArguments.parse(argumentsJson);
    if (arguments.isEmpty()) {
      return ToolOutcome.failed("The arguments are not a JSON object. The tool was not called.");
    }
    ToolCaller caller = Optional.ofNullable(callers.get(target.get().server())).orElseThrow();
    return caller.call(target.get().tool(), arguments.get());
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      tools = List.of();
    } finally {
      lock.unlock();
    }
    links.values().forEach(ToolServerLink::close);
  }

  /** Returns the links, so that the caller can wait for their end. */
  List<ToolServerLink> links() {
    return List.copyOf(links.values());
  }

  private Optional<ToolNames.Target> target(String name) {
    lock.lock();
    try {
      return names.find(name);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Replaces the tools that a server offers.
   *
   * @return a message about tools that exceed the limits, if it has not been reported
   */
  Optional<String> offer(String server, List<ToolDescription> offered) {
    lock.lock();
    try {
      if (closed) {
        return Optional.empty();
      }
      offers.put(server, offered);
      List<String> leftOut = arrange();
      String sentence =
          leftOut.isEmpty()
              ? ""
              : "The tool servers have more than %s tools together, or describe them with more than %s KiB; left out: %s"
                  .formatted(MAX_TOOLS, MAX_CHARACTERS / 1_024, ToolSelection.named(leftOut));
      boolean isNew = !sentence.isEmpty() && !sentence.equals(tooMany);
      tooMany = sentence;
      return isNew ? Optional.of(sentence) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Rebuilds the list of tools and returns the names of those that exceed the limits. The servers
   * are sorted by name, so that the result does not depend on their speed. Guarded by the lock.
   */
  private List<String> arrange() {
    Map<String, ToolDescription> arranged = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    int[] characters = {0};
    offers.forEach(
        (server, offered) -> {
          for (ToolDescription tool : offered) {
            if (arranged.size() == MAX_TOOLS || characters[0] + tool.size() > MAX_CHARACTERS) {
              leftOut.add(server + "_" + tool.name());
            } else {
              characters[0] += tool.size();
              String name = names.nameOf(new ToolNames.Target(server, tool.name()));
              arranged.put(name, tool.withName(name));
            }
          }
        });
    names.forgetAllBut(arranged.keySet());
    List<ToolDescription> now = List.copyOf(arranged.values());
    if (!now.equals(tools)) {
      tools = now;
    }
    return leftOut;
  }

  void trouble(String sentence) {
    if (!closed) {
      listener.onTrouble(sentence);
    }
  }

  void down(String server, String sentence) {
    if (!closed) {
      listener.onDown(server, sentence);
    }
  }

  void up(String server) {
    if (!closed) {
      listener.onUp(server);
    }
  }

  void news(String sentence) {
    if (!closed) {
      listener.onNews(sentence);
    }
  }
}
