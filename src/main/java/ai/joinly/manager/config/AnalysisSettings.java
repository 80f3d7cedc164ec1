package ai.joinly.manager.config;

import java.time.Duration;

/**
 * When an analysis is brought up to date.
 *
 * @param minWords new words that are enough for an update
 * @param minInterval between two updates
 */
public record AnalysisSettings(int minWords, Duration minInterval) {
  /** Fewer words than are enough wait so many intervals. */
  private static final int PATIENCE = 4;

  public AnalysisSettings {
    if (minWords < 1 || !minInterval.isPositive()) {
      throw new IllegalArgumentException("an analysis is not updated for nothing");
    }
  }

  /** How long new words wait for an update, however few they are. */
  public Duration maxInterval() {
    return minInterval.multipliedBy(PATIENCE);
  }
}
