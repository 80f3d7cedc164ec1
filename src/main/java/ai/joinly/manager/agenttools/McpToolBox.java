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

/** The tools of one agent's servers, each of which has a link of its own. */
final class McpToolBox implements ToolBox {
  static final int MOST_TOOLS = 128;

  /** Of all names, descriptions and schemas: each request to a model carries them. */
  static final int MOST_CHARACTERS = 256 * 1_024;

  private final ToolBoxListener listener;
  // Filled before the box is handed out.
  private final Map<String, ToolServerLink> links = new TreeMap<>();
  private final Map<String, ToolCaller> callers = new TreeMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  // The next three are guarded by the lock, which is held over nothing that waits.
  private final ToolNames names;
  private final Map<String, List<ToolDescription>> offers = new TreeMap<>();
  private String tooMany = "";
  // Written under the lock, read by anybody.
  private volatile List<ToolDescription> tools = List.of();
  private volatile boolean closed;

  /**
   * @param reserved names that no tool gets
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

  /** The links, to wait for their end. */
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
   * From now on a server has these tools to offer.
   *
   * @return what to tell about those for which there is no room, when it is new
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
                  .formatted(MOST_TOOLS, MOST_CHARACTERS / 1_024, ToolSelection.named(leftOut));
      boolean news = !sentence.isEmpty() && !sentence.equals(tooMany);
      tooMany = sentence;
      return news ? Optional.of(sentence) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Guarded by the lock. The servers come by name, so that it does not hang on who was faster. */
  private List<String> arrange() {
    Map<String, ToolDescription> arranged = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    int[] characters = {0};
    offers.forEach(
        (server, offered) -> {
          for (ToolDescription tool : offered) {
            if (arranged.size() == MOST_TOOLS || characters[0] + tool.size() > MOST_CHARACTERS) {
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
