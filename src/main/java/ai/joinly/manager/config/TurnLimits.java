package ai.joinly.manager.config;

import java.time.Duration;

/**
 * What one turn of an agent may take.
 *
 * @param timeout after which no further request to the language model begins
 * @param rounds requests to the language model
 * @param toolCalls calls of tools, over all rounds
 * @param tokens read and written, after which the turn ends
 */
public record TurnLimits(Duration timeout, int rounds, int toolCalls, int tokens) {
  public TurnLimits {
    if (!timeout.isPositive() || rounds < 1 || toolCalls < 1 || tokens < 1) {
      throw new IllegalArgumentException("the limits of a turn must be positive");
    }
  }
}
