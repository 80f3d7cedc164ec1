package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** The words in a content, which is a text or a list of parts. */
final class ContentText {
  /** Parts without a type, or of one of these, hold what the model says. */
  private static final Set<String> SPOKEN = Set.of("", "text", "output_text", "input_text");

  private ContentText() {}

  /** Appends the words; thoughts, pictures and unknown parts are left out. */
  static void append(JsonNode content, StringBuilder text, StringBuilder refusal) {
    if (content.isTextual()) {
      text.append(content.textValue());
    } else if (content.isArray()) {
      content.forEach(part -> append(part, text, refusal));
    } else if (content.isNumber() || content.isBoolean()) {
      text.append(content.asText());
    } else if (content.isObject()) {
      String type = content.path("type").asText("");
      if (SPOKEN.contains(type) && !content.path("thought").asBoolean()) {
        JsonNode words = Loose.first(content, "text", "content", "value");
        append(words.isObject() ? Loose.first(words, "value", "text") : words, text, refusal);
      } else if (type.equals("refusal")) {
        refusal.append(Loose.first(content, "refusal", "text").asText(""));
      }
    }
  }
}
