package ai.joinly.manager.mcp;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Parser of request results. */
public final class McpResults {
  private static final String ANY_OBJECT = "{\"type\":\"object\"}";

  private McpResults() {}

  /**
   * Returns the tools of one page; an entry without a name is skipped. A tool without a schema
   * accepts any object.
   */
  static List<ToolDescription> tools(JsonNode page) {
    List<ToolDescription> tools = new ArrayList<>();
    for (JsonNode tool : page.path("tools")) {
      String name = tool.path("name").asText("");
      if (!name.isBlank()) {
        JsonNode schema = tool.path("inputSchema");
        tools.add(
            new ToolDescription(
                name, description(tool), schema.isObject() ? JsonText.of(schema) : ANY_OBJECT));
      }
    }
    return tools;
  }

  private static String description(JsonNode tool) {
    String description = tool.path("description").asText("");
    return description.isBlank() ? tool.path("title").asText("") : description;
  }

  public static String resourceText(JsonNode result) throws McpException {
    JsonNode text = result.path("contents").path(0).path("text");
    if (!text.isTextual()) {
      throw new McpException.ProtocolViolation("The server sent a resource without text");
    }
    return text.textValue();
  }
}
