package ai.joinly.manager.mcp;

/**
 * Maximum sizes in bytes.
 *
 * @param resource an answer with a resource, including its events and comments
 * @param other any other answer
 * @param notification an event on the standalone event stream
 */
public record McpLimits(int resource, int other, int notification) {
  public McpLimits {
    if (resource <= 0 || other <= 0 || notification <= 0) {
      throw new IllegalArgumentException("Limits must be positive");
    }
  }

  /**
   * Creates limits that are equal for all answers.
   *
   * @param answer an answer, including its events and comments
   */
  public McpLimits(int answer, int notification) {
    this(answer, answer, notification);
  }

  /** Returns the limit for an answer to a request of {@code method}. */
  public int answer(String method) {
    return method.equals("resources/read") ? resource : other;
  }
}
