package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.llm.reading.CallArguments;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Parser of JSON that describes calls. Not thread-safe. */
final class CallObjects {
  private static final List<String> LISTS =
      List.of("tool_calls", "function_calls", "calls", "tool_uses");
  private static final List<String> INNER =
      List.of("function", "tool_call", "function_call", "functionCall", "tool_use", "tool");
  private static final List<String> NAMES =
      List.of("name", "tool_name", "function_name", "tool", "function", "recipient_name", "action");
  private static final List<String> ARGUMENTS =
      List.of(
          "arguments",
          "parameters",
          "input",
          "args",
          "params",
          "kwargs",
          "tool_input",
          "action_input");
  private static final Set<String> METADATA = Set.of("id", "type", "index", "call_id");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.:/-]{0,127}");
  private static final int MAX_DEPTH = 4;

  private final ToolOffer offer;

  CallObjects(ToolOffer offer) {
    this.offer = offer;
  }

  /**
   * Returns the calls of offered tools: an empty list when only other tools are called, and an
   * empty Optional when the value does not describe calls.
   *
   * @param marked whether the value is between call marks
   */
  Optional<List<WrittenCall>> read(JsonNode value, boolean marked) {
    return read(value, marked, MAX_DEPTH);
  }

  private Optional<List<WrittenCall>> read(JsonNode value, boolean marked, int depth) {
    if (depth == 0) {
      return Optional.empty();
    }
    if (value.isArray()) {
      return all(value, marked, depth);
    }
    if (!value.isObject()) {
      return Optional.empty();
    }
    for (String field : LISTS) {
      if (value.path(field).isArray() && !value.path(field).isEmpty()) {
        return all(value.path(field), marked, depth);
      }
    }
    for (String field : INNER) {
      if (value.path(field).isObject() && named(value.path(field)).isPresent()) {
        return read(value.path(field), marked, depth - 1);
      }
    }
    return one(value, marked).or(() -> byKeys(value));
  }

  private Optional<List<WrittenCall>> all(JsonNode list, boolean marked, int depth) {
    List<WrittenCall> calls = new ArrayList<>();
    for (JsonNode element : list) {
      Optional<List<WrittenCall>> read = read(element, marked, depth - 1);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      calls.addAll(read.get());
    }
    return list.isEmpty() ? Optional.empty() : Optional.of(calls);
  }

  private static Optional<String> named(JsonNode object) {
    return NAMES.stream().filter(field -> object.path(field).isTextual()).findFirst();
  }

  private Optional<List<WrittenCall>> one(JsonNode object, boolean marked) {
    Optional<String> nameField = named(object);
    if (nameField.isEmpty()) {
      return Optional.empty();
    }
    String name = object.path(nameField.get()).textValue();
    Optional<String> tool = marked ? offer.resolve(name) : offer.named(name);
    Optional<String> field = ARGUMENTS.stream().filter(object::has).findFirst();
    if (tool.isEmpty()) {
      boolean call = field.filter(f -> object.path(f).isObject()).isPresent();
      return marked || (call && IDENTIFIER.matcher(name).matches())
          ? Optional.of(List.of())
          : Optional.empty();
    }
    if (field.isEmpty()) {
      return flat(object, nameField.get(), tool.get(), marked);
    }
    JsonNode given = object.path(field.get());
    Optional<ObjectNode> arguments =
        CallArguments.object(given).or(() -> onlyArgument(given, tool.get()));
    if (arguments.filter(found -> isSchema(found, tool.get())).isPresent()) {
      return Optional.of(List.of()); // the tool is described, not called
    }
    return arguments.map(found -> List.of(new WrittenCall(tool.get(), found)));
  }

  /** Returns plain text as the only required argument of a tool: {@code "action_input":"Hi"}. */
  private Optional<ObjectNode> onlyArgument(JsonNode given, String tool) {
    List<String> required = offer.required(tool);
    if (!given.isTextual() || required.size() != 1) {
      return Optional.empty();
    }
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments.set(required.getFirst(), given);
    return Optional.of(arguments);
  }

  /** Parses a call whose arguments are in the same object as the name. */
  private Optional<List<WrittenCall>> flat(
      JsonNode object, String nameField, String tool, boolean marked) {
    ObjectNode arguments = ((ObjectNode) object).deepCopy();
    arguments.remove(nameField);
    List<String> known = offer.parameters(tool);
    arguments
        .properties()
        .removeIf(e -> METADATA.contains(e.getKey()) && !known.contains(e.getKey()));
    boolean fits =
        arguments.properties().stream().allMatch(entry -> known.contains(entry.getKey()))
            && offer.required(tool).stream().allMatch(arguments::has);
    return fits || marked
        ? Optional.of(List.of(new WrittenCall(tool, arguments)))
        : Optional.empty();
  }

  private boolean isSchema(ObjectNode arguments, String tool) {
    return arguments.path("properties").isObject()
        && !offer.parameters(tool).contains("properties");
  }

  /** Parses calls whose names are keys: {@code {"speak_text":{"text":"Hi"}}}. */
  private Optional<List<WrittenCall>> byKeys(JsonNode object) {
    List<WrittenCall> calls = new ArrayList<>();
    for (var entry : object.properties()) {
      Optional<String> tool = offer.named(entry.getKey());
      if (tool.isEmpty() || !(entry.getValue() instanceof ObjectNode arguments)) {
        return Optional.empty();
      }
      calls.add(new WrittenCall(tool.get(), arguments));
    }
    return calls.isEmpty() ? Optional.empty() : Optional.of(calls);
  }
}
