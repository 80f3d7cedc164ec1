package ai.joinly.manager.llm.reading.written;

import ai.joinly.manager.llm.reading.CallArguments;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Extraction of an answer's text from JSON that a model wrote without being asked for it. */
public final class WordsInJson {
  private static final int MAX_LENGTH = 20_000;

  private static final Set<String> FIELDS =
      Set.of(
          "text",
          "speech",
          "say",
          "response",
          "answer",
          "reply",
          "message",
          "content",
          "output",
          "action_input");

  private static final Set<String> FINAL_ANSWER = Set.of("final answer", "final_answer");

  private WordsInJson() {}

  /**
   * Returns the text in {@code text} if it is an object with nothing else, otherwise {@code text}
   * itself.
   */
  public static String unwrap(String text) {
    if (!text.startsWith("{") || !text.endsWith("}") || text.length() > MAX_LENGTH) {
      return text;
    }
    try {
      return CallArguments.lenient().readTree(text) instanceof ObjectNode object
          ? words(object, text)
          : text;
    } catch (JsonProcessingException e) {
      return text;
    }
  }

  private static String words(ObjectNode object, String otherwise) {
    List<String> fields =
        object.properties().stream()
            .filter(
                entry ->
                    !FINAL_ANSWER.contains(
                        entry.getValue().asText().toLowerCase(Locale.ROOT))) // ReAct's JSON
            .map(entry -> entry.getKey())
            .toList();
    return fields.size() == 1
            && FIELDS.contains(fields.getFirst())
            && object.path(fields.getFirst()).isTextual()
        ? object.path(fields.getFirst()).textValue().strip()
        : otherwise;
  }
}
