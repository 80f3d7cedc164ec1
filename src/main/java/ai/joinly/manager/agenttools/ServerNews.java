package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.meeting.ToolDescription;
import java.util.List;
import java.util.function.Predicate;

/**
 * Forwards the reports of a link to the tool box, and reports only changes to the box's listener.
 * Confined to one thread.
 */
final class ServerNews implements ToolServerLink.Owner {
  private final String server;
  private final McpToolBox box;
  private final SecretRedactor mask;
  private final Predicate<String> allowed;
  private ToolSelection last = new ToolSelection(List.of(), List.of());
  private boolean heardOf;
  private boolean down;

  /**
   * @param server the server's name
   * @param allowed whether a tool of that name may be offered
   */
  ServerNews(String server, McpToolBox box, SecretRedactor mask, Predicate<String> allowed) {
    this.allowed = allowed;
    this.server = server;
    this.box = box;
    this.mask = mask;
  }

  @Override
  public void onTools(List<ToolDescription> listed) {
    List<ToolDescription> wanted =
        listed.stream().filter(tool -> allowed.test(tool.name())).toList();
    ToolSelection now = ToolSelection.of(server, wanted, mask);
    var tooMany = box.offer(server, now.tools());
    if (down || !heardOf || !now.tools().equals(last.tools())) {
      int count = now.tools().size();
      box.news(
          "The tool server %s offers %s %s"
              .formatted(server, count, count == 1 ? "tool" : "tools"));
    }
    now.notes().stream().filter(note -> !last.notes().contains(note)).forEach(box::trouble);
    tooMany.ifPresent(box::trouble);
    if (down) {
      box.up(server);
    }
    last = now;
    heardOf = true;
    down = false;
  }

  @Override
  public void onDown(String sentence) {
    box.offer(server, List.of());
    if (!down) {
      down = true;
      box.down(
          server,
          "The tool server %s cannot be reached: %s; its tools are missing until it answers"
              .formatted(server, mask.on(sentence)));
    }
  }
}
