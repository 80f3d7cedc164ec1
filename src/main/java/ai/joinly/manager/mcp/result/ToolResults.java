package ai.joinly.manager.mcp.result;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * Parser of {@code tools/call} results, for joinly and for the agents' additional servers. Accepts
 * deviations from the specification. Content that cannot be passed to a language model is named in
 * the text; nothing is dropped silently. Thread-safe.
 */
public final class ToolResults {
  private ToolResults() {}

  /** Converts a result in any of the forms that servers use. */
  public static ToolOutcome read(JsonNode result) {
    OutcomeBuilder outcome = new OutcomeBuilder();
    if (!result.isObject()) {
      addAll(result, outcome);
      return outcome.build(false);
    }
    addAll(result.path("content"), outcome);
    if (outcome.isEmpty()) {
      JsonNode structured = firstPresent(result, "structuredContent", "toolResult");
      if (!structured.isMissingNode()) {
        outcome.clearText();
        outcome.text(plain(structured));
      }
    }
    return outcome.build(isTrue(result.path("isError")));
  }

  private static void addAll(JsonNode content, OutcomeBuilder outcome) {
    if (!content.isArray()) {
      if (!content.isMissingNode() && !content.isNull()) {
        ContentPart.add(content, outcome);
      }
      return;
    }
    int added = 0;
    for (JsonNode part : content) {
      if (added == OutcomeBuilder.MAX_PARTS) {
        outcome.note((content.size() - added) + " more parts of the answer: left out");
        return;
      }
      ContentPart.add(part, outcome);
      added++;
    }
  }

  /** Returns a value as text: text as it is, anything else as JSON. */
  static String plain(JsonNode value) {
    return value.isTextual() ? value.textValue() : JsonText.of(value);
  }

  private static JsonNode firstPresent(JsonNode object, String... fields) {
    for (String field : fields) {
      if (object.hasNonNull(field)) {
        return object.path(field);
      }
    }
    return MissingNode.getInstance();
  }

  private static boolean isTrue(JsonNode value) {
    return value.isTextual()
        ? value.textValue().strip().equalsIgnoreCase("true")
            || value.textValue().strip().equals("1")
        : value.asBoolean(false);
  }
}
