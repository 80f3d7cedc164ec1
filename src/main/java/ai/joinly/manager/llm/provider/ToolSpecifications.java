package ai.joinly.manager.llm.provider;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ToolDefinition;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Converter of tool definitions, whose schemas are in normal form, to LangChain4j's. The root must
 * be LangChain4j's object type; the nested schemas are passed unchanged.
 */
final class ToolSpecifications {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  private ToolSpecifications() {}

  static List<ToolSpecification> of(List<ToolDefinition> tools) {
    return tools.stream().map(ToolSpecifications::specification).toList();
  }

  private static ToolSpecification specification(ToolDefinition tool) {
    return ToolSpecification.builder()
        .name(tool.name())
        .description(tool.description())
        .parameters(schema(tool))
        .build();
  }

  private static JsonObjectSchema schema(ToolDefinition tool) {
    JsonNode root = parse(tool.inputSchema());
    JsonObjectSchema.Builder builder = JsonObjectSchema.builder();
    builder.addProperties(raw(root.path("properties")));
    builder.required(
        StreamSupport.stream(root.path("required").spliterator(), false)
            .map(JsonNode::asText)
            .toList());
    return builder.build();
  }

  private static Map<String, JsonSchemaElement> raw(JsonNode schemas) {
    Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
    schemas.properties().forEach(entry -> elements.put(entry.getKey(), element(entry.getValue())));
    return elements;
  }

  private static JsonSchemaElement element(JsonNode schema) {
    return JsonRawSchema.from(JsonText.of(schema));
  }

  private static JsonNode parse(String schema) {
    try {
      return JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tool's input schema is not JSON");
    }
  }
}
