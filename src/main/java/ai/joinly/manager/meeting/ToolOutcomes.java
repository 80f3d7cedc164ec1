package ai.joinly.manager.meeting;

import ai.joinly.manager.mcp.McpToolResult;
import ai.joinly.manager.model.ToolOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Makes outcomes out of what a server answers. */
final class ToolOutcomes {
  private ToolOutcomes() {}

  static ToolOutcome error(String text) {
    return new ToolOutcome(text, true, List.of());
  }

  static ToolOutcome of(McpToolResult result) {
    StringJoiner text = new StringJoiner("\n");
    List<ToolOutcome.Image> images = new ArrayList<>();
    for (McpToolResult.Content content : result.content()) {
      switch (content) {
        case McpToolResult.Text part -> text.add(part.text());
        case McpToolResult.Image part ->
            images.add(new ToolOutcome.Image(part.data(), part.mimeType()));
      }
    }
    return new ToolOutcome(text.toString(), result.isError(), images);
  }
}
