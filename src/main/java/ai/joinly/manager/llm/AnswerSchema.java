package ai.joinly.manager.llm;

/**
 * Structured form of an answer instead of free text.
 *
 * @param name consists of letters, digits, underscores and dashes
 * @param json a JSON Schema of type object, as JSON text. Every property is required and additional
 *     properties are excluded, so that strict services accept it
 */
public record AnswerSchema(String name, String json) {
  public AnswerSchema {
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("a schema name must have 1 to 64 letters, digits, _ or -");
    }
  }
}
