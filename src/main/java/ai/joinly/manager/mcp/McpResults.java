package ai.joinly.manager.mcp;

import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads the results of requests. */
final class McpResults {
  private static final String ANY_OBJECT = "{\"type\":\"object\"}";

  private McpResults() {}

  static McpTool tool(JsonNode tool) throws McpException {
    String name = tool.path("name").asText("");
    if (name.isEmpty()) {
      throw new McpException.ProtocolViolation("The server lists a tool without a name");
    }
    JsonNode schema = tool.path("inputSchema");
    return new McpTool(
        name,
        tool.path("description").asText(""),
        schema.isObject() ? JsonText.of(schema) : ANY_OBJECT);
  }

  static McpToolResult toolResult(JsonNode result) {
    List<McpToolResult.Content> content = new ArrayList<>();
    for (JsonNode part : result.path("content")) {
      switch (part.path("type").asText("")) {
        case "text" -> content.add(new McpToolResult.Text(part.path("text").asText("")));
        case "image" ->
            content.add(
                new McpToolResult.Image(
                    part.path("data").asText(""), part.path("mimeType").asText("image/png")));
        default -> {
          // Sound and links are of no use to those who call tools here.
        }
      }
    }
    return new McpToolResult(content, result.path("isError").asBoolean(false));
  }

  static String resourceText(JsonNode result) throws McpException {
    JsonNode text = result.path("contents").path(0).path("text");
    if (!text.isTextual()) {
      throw new McpException.ProtocolViolation("The server gave a resource without a text");
    }
    return text.textValue();
  }
}
