package ai.joinly.manager.domain.usage;

/**
 * Tokens of one or more requests to a language model; zero where the service does not tell.
 *
 * @param input all that was sent, from a cache or not
 * @param output what the model wrote, its thoughts included
 * @param cachedInput the part of {@code input} that the service had in its cache
 */
public record TokenUsage(long input, long output, long cachedInput) {
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

  public TokenUsage {
    if (input < 0 || output < 0 || cachedInput < 0) {
      throw new IllegalArgumentException("tokens are counted from zero");
    }
  }

  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        input + other.input, output + other.output, cachedInput + other.cachedInput);
  }

  /** All tokens that were read or written. */
  public long total() {
    return input + output;
  }
}
