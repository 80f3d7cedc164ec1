package ai.joinly.manager.mcp;

import java.util.List;

/** What a tool answered; other kinds of content than text and pictures are left out. */
public record McpToolResult(List<Content> content, boolean isError) {
  public McpToolResult {
    content = List.copyOf(content);
  }

  /** A part of the answer. */
  public sealed interface Content {}

  /** Plain text. */
  public record Text(String text) implements Content {}

  /** A picture; {@code data} is base64. */
  public record Image(String data, String mimeType) implements Content {}
}
