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
 * What of a server's list is offered: every request to a language model carries all of it.
 *
 * @param tools in the order of the server
 * @param notes sentences about what was left out
 */
record ToolSelection(List<ToolDescription> tools, List<String> notes) {
  static final int MOST_TOOLS = 64;
  static final int LONGEST_DESCRIPTION = 1_024;
  static final int LARGEST_SCHEMA = 16 * 1_024;

  /** Of all tools that are offered, with their descriptions and schemas. */
  static final int MOST_CHARACTERS = 128 * 1_024;

  private static final int LONGEST_NAME = 256;
  private static final int MOST_NAMED = 10;
  private static final JsonMapper JSON = SharedBuffers.trees();

  ToolSelection {
    tools = List.copyOf(tools);
    notes = List.copyOf(notes);
  }

  /**
   * @param server its name, for the notes
   * @param mask takes the server's secrets out of what it says of its tools
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
        continue; // one name is one tool
      }
      if (tool.name().length() > LONGEST_NAME || !isUsable(tool.inputSchema())) {
        unusable.add(tool.name());
      } else {
        ToolDescription cut =
            new ToolDescription(
                tool.name(), cut(mask.on(tool.description())), mask.on(tool.inputSchema()));
        if (tools.size() == MOST_TOOLS) {
          tooMany.add(tool.name());
        } else if (characters + cut.size() > MOST_CHARACTERS) {
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
          "The tool server %s has tools with a schema that is larger than %s KiB or is none; left out: %s"
              .formatted(server, LARGEST_SCHEMA / 1_024, named(unusable)));
    }
    if (!tooMany.isEmpty()) {
      notes.add(
          "The tool server %s has more than %s tools; left out: %s"
              .formatted(server, MOST_TOOLS, named(tooMany)));
    }
    if (!tooLong.isEmpty()) {
      notes.add(
          "The tool server %s describes its tools with more than %s KiB; left out: %s"
              .formatted(server, MOST_CHARACTERS / 1_024, named(tooLong)));
    }
    return new ToolSelection(tools, notes);
  }

  /** The first of {@code names}, which may be anything, and how many more there are. */
  static String named(List<String> names) {
    String first =
        names.stream().limit(MOST_NAMED).map(ToolNames::plain).collect(Collectors.joining(", "));
    return names.size() <= MOST_NAMED
        ? first
        : first + " and " + (names.size() - MOST_NAMED) + " more";
  }

  /** Whether it describes an object; what else is odd in it is mended before a model gets it. */
  private static boolean isUsable(String schema) {
    if (schema.getBytes(StandardCharsets.UTF_8).length > LARGEST_SCHEMA) {
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

  /** A root without a type is one of arguments, which are an object. */
  private static boolean isObject(JsonNode type) {
    return !type.isTextual() || type.textValue().equalsIgnoreCase("object");
  }

  private static String cut(String description) {
    if (description.length() <= LONGEST_DESCRIPTION) {
      return description;
    }
    return description.substring(0, Cut.notAfter(description, LONGEST_DESCRIPTION - 1)) + "…";
  }
}
