package ai.joinly.manager.domain.usage;

/**
 * Tokens of one or more requests to a language model; zero if the service does not report them.
 *
 * @param input all input tokens, cached or not
 * @param output the output tokens, including reasoning
 * @param cachedInput the part of {@code input} that was in the service's cache
 */
public record TokenUsage(long input, long output, long cachedInput) {
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

  public TokenUsage {
    if (input < 0 || output < 0 || cachedInput < 0) {
      throw new IllegalArgumentException("token counts must not be negative");
    }
  }

  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        input + other.input, output + other.output, cachedInput + other.cachedInput);
  }

  /** Returns the number of input and output tokens. */
  public long total() {
    return input + output;
  }
}
