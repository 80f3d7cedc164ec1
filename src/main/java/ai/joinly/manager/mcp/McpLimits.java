package ai.joinly.manager.mcp;

/**
 * The sizes a client reads, in bytes.
 *
 * @param answer of one answer, its events and comments together
 * @param notification of one event on the standalone event stream
 */
public record McpLimits(int answer, int notification) {
  public McpLimits {
    if (answer <= 0 || notification <= 0) {
      throw new IllegalArgumentException("Limits must be positive");
    }
  }
}
