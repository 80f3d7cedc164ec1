package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Text of a content field, which is a text or a list of parts. */
final class ContentText {
  /** Types of parts with the model's text; the empty string stands for a missing type. */
  private static final Set<String> TEXT_TYPES = Set.of("", "text", "output_text", "input_text");

  private ContentText() {}

  /** Appends the text. Thoughts, images and unknown parts are skipped. */
  static void append(JsonNode content, StringBuilder text, StringBuilder refusal) {
    if (content.isTextual()) {
      text.append(content.textValue());
    } else if (content.isArray()) {
      content.forEach(part -> append(part, text, refusal));
    } else if (content.isNumber() || content.isBoolean()) {
      text.append(content.asText());
    } else if (content.isObject()) {
      String type = content.path("type").asText("");
      if (TEXT_TYPES.contains(type) && !content.path("thought").asBoolean()) {
        JsonNode words = Loose.first(content, "text", "content", "value");
        append(words.isObject() ? Loose.first(words, "value", "text") : words, text, refusal);
      } else if (type.equals("refusal")) {
        refusal.append(Loose.first(content, "refusal", "text").asText(""));
      }
    }
  }
}
