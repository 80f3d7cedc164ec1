package ai.joinly.manager.mcp;

/**
 * The sizes a client reads, in bytes.
 *
 * @param resource of an answer that holds a resource, its events and comments together
 * @param other of any other answer
 * @param notification of one event on the standalone event stream
 */
public record McpLimits(int resource, int other, int notification) {
  public McpLimits {
    if (resource <= 0 || other <= 0 || notification <= 0) {
      throw new IllegalArgumentException("Limits must be positive");
    }
  }

  /**
   * The same limit for all answers.
   *
   * @param answer of one answer, its events and comments together
   */
  public McpLimits(int answer, int notification) {
    this(answer, answer, notification);
  }

  /** The limit for an answer to a request of {@code method}. */
  public int answer(String method) {
    return method.equals("resources/read") ? resource : other;
  }
}
