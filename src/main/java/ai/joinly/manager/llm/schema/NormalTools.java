package ai.joinly.manager.llm.schema;

import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tools of a request in the form that every provider accepts, and the conversion of calls back.
 * Immutable.
 */
public final class NormalTools {
  /** OpenAI's limit. */
  static final int MAX_DESCRIPTION = 1_024;

  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  /** Original name of a tool, with the schema that converts its arguments back. */
  private record Original(String name, NormalSchema schema) {}

  private final List<ToolDefinition> definitions;

  /** By the name that the model sees. */
  private final Map<String, Original> originals;

  private NormalTools(List<ToolDefinition> definitions, Map<String, Original> originals) {
    this.definitions = List.copyOf(definitions);
    this.originals = Map.copyOf(originals);
  }

  /** Returns {@code tools} in normal form, each name once. */
  public static NormalTools of(List<ToolDefinition> tools) {
    List<ToolDefinition> definitions = new ArrayList<>();
    Map<String, Original> originals = new HashMap<>();
    for (ToolDefinition tool : tools) {
      NormalSchema schema = SchemaNormalizer.normalize(tool.inputSchema());
      String name = WireName.TOOL.of(tool.name());
      if (originals.putIfAbsent(name, new Original(tool.name(), schema)) == null) {
        definitions.add(
            new ToolDefinition(name, description(tool), JsonText.of(schema.root()), tool.need()));
      }
    }
    return new NormalTools(definitions, originals);
  }

  /** Returns the name of {@code tool} that is sent to the model and its server. */
  public static String sentName(ToolDefinition tool) {
    return WireName.TOOL.of(tool.name());
  }

  private static String description(ToolDefinition tool) {
    String description = tool.description().strip();
    return Descriptions.cut(description.isEmpty() ? tool.name() : description, MAX_DESCRIPTION);
  }

  /** Returns {@code request}, which has the same tools, as it is sent to the model. */
  public LlmRequest sent(LlmRequest request) {
    return request
        .withTools(definitions)
        .with(request.systemPrompt(), request.messages().stream().map(this::sent).toList());
  }

  private ChatMessage sent(ChatMessage message) {
    return switch (message) {
      case User user -> user;
      case ToolResult result -> {
        String name = WireName.TOOL.of(result.toolName());
        yield name.equals(result.toolName())
            ? result
            : new ToolResult(
                result.callId(), name, result.text(), result.status(), result.images());
      }
      case Assistant answer ->
          answer.toolCalls().isEmpty()
              ? answer
              : new Assistant(
                  answer.text(),
                  answer.toolCalls().stream().map(this::sent).toList(),
                  answer.signature());
    };
  }

  private ToolCall sent(ToolCall call) {
    String name = WireName.TOOL.of(call.name());
    Original original = originals.get(name);
    if (original == null || original.schema().renamed().isEmpty()) {
      return name.equals(call.name()) ? call : new ToolCall(call.id(), name, call.arguments());
    }
    Map<String, String> sent =
        original.schema().renamed().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    return new ToolCall(call.id(), name, renamed(call.arguments(), sent, Set.of()));
  }

  /** Returns {@code reply} with calls in the form of the tools' owners. */
  public LlmReply received(LlmReply reply) {
    Assistant answer = reply.message();
    if (answer.toolCalls().isEmpty()) {
      return reply;
    }
    List<ToolCall> calls = answer.toolCalls().stream().map(this::received).toList();
    return calls.equals(answer.toolCalls())
        ? reply
        : new LlmReply(
            new Assistant(answer.text(), calls, answer.signature()),
            reply.usage(),
            reply.notes(),
            reply.repairs());
  }

  private ToolCall received(ToolCall call) {
    Original original = originals.get(call.name());
    return original == null
        ? call
        : new ToolCall(
            call.id(),
            original.name(),
            renamed(call.arguments(), original.schema().renamed(), original.schema().nullable()));
  }

  /** Returns {@code arguments} with renamed properties, and with null for missing ones. */
  private static String renamed(String arguments, Map<String, String> names, Set<String> nullable) {
    if (names.isEmpty() && nullable.isEmpty()) {
      return arguments;
    }
    try {
      if (!(JSON.readTree(arguments) instanceof ObjectNode object)) {
        return arguments;
      }
      JsonNode renamed = renamed(object, names);
      Set<String> missing = new HashSet<>(nullable);
      renamed.fieldNames().forEachRemaining(missing::remove);
      missing.stream().sorted().forEach(((ObjectNode) renamed)::putNull);
      return JsonText.of(renamed);
    } catch (JsonProcessingException e) {
      return arguments; // the tool call reports malformed arguments
    }
  }

  private static JsonNode renamed(JsonNode value, Map<String, String> names) {
    if (value.isObject()) {
      ObjectNode object = JSON.createObjectNode();
      value
          .properties()
          .forEach(
              entry ->
                  object.set(
                      names.getOrDefault(entry.getKey(), entry.getKey()),
                      renamed(entry.getValue(), names)));
      return object;
    }
    if (value.isArray()) {
      var array = JSON.createArrayNode();
      value.forEach(element -> array.add(renamed(element, names)));
      return array;
    }
    return value;
  }
}
