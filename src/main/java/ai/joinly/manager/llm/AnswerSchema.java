package ai.joinly.manager.llm;

/**
 * The form in which an answer is wanted instead of free text.
 *
 * @param name of letters, digits, underscores and dashes
 * @param json a JSON Schema of type object, as JSON text: every property required, no additional
 *     ones, so that strict services take it
 */
public record AnswerSchema(String name, String json) {
  public AnswerSchema {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("a schema is named with letters, digits, _ and -");
    }
  }
}
