package ai.joinly.manager.config;

import java.time.Duration;

/** Update intervals of analyses. */
@Setting.Section("analysis.")
public record AnalysisSettings(
    @Setting(
            value = "150",
            range = "1..10000",
            variables = "ANALYSIS_WORDS",
            doc = "number of new words after which an analysis is updated")
        int minWords,
    @Setting(
            value = "45s",
            range = "1s..1h",
            variables = "ANALYSIS_INTERVAL",
            doc =
                "minimum interval between two updates of an analysis; four times as long for fewer words")
        Duration minInterval)
    implements Settings.Part {
  /** Number of intervals after which fewer words are analyzed. */
  private static final int PATIENCE = 4;

  public AnalysisSettings {
    Settings.require(minWords > 0 && minInterval.isPositive());
  }

  /** Returns the maximum time that new words wait for an update, independent of their number. */
  public Duration maxInterval() {
    return minInterval.multipliedBy(PATIENCE);
  }
}
