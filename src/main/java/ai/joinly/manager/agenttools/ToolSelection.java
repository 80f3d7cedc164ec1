package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Selection of a server's tools that are offered to a language model. It is bounded, since every
 * request to the model contains all of them.
 *
 * @param tools in the server's order
 * @param notes messages about tools that were left out
 */
record ToolSelection(List<ToolDescription> tools, List<String> notes) {
  static final int MAX_TOOLS = 64;
  static final int MAX_DESCRIPTION = 1_024;
  static final int MAX_SCHEMA = 16 * 1_024;

  /** Limit for all offered tools together, with their descriptions and schemas. */
  static final int MAX_CHARACTERS = 128 * 1_024;

  private static final int MAX_NAME = 256;
  private static final int MAX_NAMED = 10;
  private static final JsonMapper JSON = SharedBuffers.trees();

  ToolSelection {
    tools = List.copyOf(tools);
    notes = List.copyOf(notes);
  }

  /**
   * Selects tools from a server's list.
   *
   * @param server the server's name, for the notes
   * @param mask removes the server's secrets from descriptions and schemas
   */
  static ToolSelection of(String server, List<ToolDescription> listed, SecretRedactor mask) {
    List<ToolDescription> tools = new ArrayList<>();
    List<String> unusable = new ArrayList<>();
    List<String> tooMany = new ArrayList<>();
    List<String> tooLong = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int characters = 0;
    for (ToolDescription tool : listed) {
      if (!seen.add(tool.name())) {
        continue; // only the first tool of a name is used
      }
      if (tool.name().length() > MAX_NAME || !isUsable(tool.inputSchema())) {
        unusable.add(tool.name());
      } else {
        ToolDescription cut =
            new ToolDescription(
                tool.name(), cut(mask.on(tool.description())), mask.on(tool.inputSchema()));
        if (tools.size() == MAX_TOOLS) {
          tooMany.add(tool.name());
        } else if (characters + cut.size() > MAX_CHARACTERS) {
          tooLong.add(tool.name());
        } else {
          characters += cut.size();
          tools.add(cut);
        }
      }
    }
    List<String> notes = new ArrayList<>();
    if (!unusable.isEmpty()) {
      notes.add(
          "The tool server %s has tools whose schema is larger than %s KiB or is not an object schema; left out: %s"
              .formatted(server, MAX_SCHEMA / 1_024, named(unusable)));
    }
    if (!tooMany.isEmpty()) {
      notes.add(
          "The tool server %s has more than %s tools; left out: %s"
              .formatted(server, MAX_TOOLS, named(tooMany)));
    }
    if (!tooLong.isEmpty()) {
      notes.add(
          "The tool server %s describes its tools with more than %s KiB; left out: %s"
              .formatted(server, MAX_CHARACTERS / 1_024, named(tooLong)));
    }
    return new ToolSelection(tools, notes);
  }

  /** Returns the first {@code names}, sanitized, and the number of the others. */
  static String named(List<String> names) {
    String first =
        names.stream().limit(MAX_NAMED).map(ToolNames::plain).collect(Collectors.joining(", "));
    return names.size() <= MAX_NAMED
        ? first
        : first + " and " + (names.size() - MAX_NAMED) + " more";
  }

  /**
   * Returns whether a schema describes an object and is not too large. Other defects are repaired
   * before the schema is sent to a model.
   */
  private static boolean isUsable(String schema) {
    if (schema.getBytes(StandardCharsets.UTF_8).length > MAX_SCHEMA) {
      return false;
    }
    try {
      JsonNode root = JSON.readTree(schema);
      JsonNode type = root.path("type");
      return root.isObject()
          && (type.isArray()
              ? type.valueStream().anyMatch(ToolSelection::isObject)
              : isObject(type));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Returns whether a type is an object; a missing type counts as one. */
  private static boolean isObject(JsonNode type) {
    return !type.isTextual() || type.textValue().equalsIgnoreCase("object");
  }

  private static String cut(String description) {
    if (description.length() <= MAX_DESCRIPTION) {
      return description;
    }
    return description.substring(0, Cut.notAfter(description, MAX_DESCRIPTION - 1)) + "…";
  }
}
