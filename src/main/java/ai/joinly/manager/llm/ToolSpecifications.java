package ai.joinly.manager.llm;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
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
 * Turns tool definitions into LangChain4j's. The root has to be its own object type; what is below
 * is handed on as it is, so that no keyword is lost. (LangChain4j drops the root's own
 * additionalProperties.)
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
    // LangChain4j writes definitions under $defs only.
    JsonNode root = parse(tool.inputSchema().replace("\"#/definitions/", "\"#/$defs/"));
    JsonObjectSchema.Builder builder = JsonObjectSchema.builder();
    builder.addProperties(raw(root.path("properties")));
    builder.required(
        StreamSupport.stream(root.path("required").spliterator(), false)
            .map(JsonNode::asText)
            .toList());
    Map<String, JsonSchemaElement> definitions = raw(root.path("definitions"));
    definitions.putAll(raw(root.path("$defs")));
    if (!definitions.isEmpty()) {
      builder.definitions(definitions);
    }
    return builder.build();
  }

  private static Map<String, JsonSchemaElement> raw(JsonNode schemas) {
    Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
    schemas.properties().forEach(entry -> elements.put(entry.getKey(), element(entry.getValue())));
    return elements;
  }

  private static JsonSchemaElement element(JsonNode schema) {
    // A schema may be just true, which allows anything; LangChain4j only takes objects.
    return JsonRawSchema.from(schema.isObject() ? JsonText.of(schema) : "{}");
  }

  private static JsonNode parse(String schema) {
    try {
      return JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tool's input schema is not JSON");
    }
  }
}
