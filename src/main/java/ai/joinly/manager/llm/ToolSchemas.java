package ai.joinly.manager.llm;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * Turns tool definitions into LangChain4j's. The root has to be its own object type; what is below
 * is handed on as it is, so that no keyword is lost. (LangChain4j drops the root's own
 * additionalProperties.) One for all models; thread-safe.
 */
final class ToolSchemas {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  /** Agents mostly have the same tools; of more different lists the next use converts anew. */
  private static final int KEPT = 64;

  /** In characters: a longer list is converted for each request, which costs as much to send. */
  private static final int LONGEST_KEPT = 64 * 1024;

  /** What LangChain4j takes for a list; of its own each agent would hold some 10 KB. */
  private final Recent<List<ToolDefinition>, List<ToolSpecification>> recent = new Recent<>(KEPT);

  List<ToolSpecification> convert(List<ToolDefinition> tools) {
    long length =
        tools.stream().mapToLong(t -> t.description().length() + t.inputSchema().length()).sum();
    return length > LONGEST_KEPT
        ? specifications(tools)
        : recent.of(tools, ToolSchemas::specifications);
  }

  private static List<ToolSpecification> specifications(List<ToolDefinition> tools) {
    return tools.stream().map(ToolSchemas::specification).toList();
  }

  /** The form of an answer, of which no keyword is lost either. */
  static ResponseFormat responseFormat(AnswerSchema schema) {
    return ResponseFormat.builder()
        .type(ResponseFormatType.JSON)
        .jsonSchema(
            JsonSchema.builder()
                .name(schema.name())
                .rootElement(JsonRawSchema.from(schema.json()))
                .build())
        .build();
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
