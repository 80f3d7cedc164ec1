package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.config.AnalysisSettings;
import java.time.Instant;
import java.util.Optional;

/**
 * Schedule for updates of an analysis. An update is due after enough new words, but not before the
 * minimum interval, or after the maximum interval for fewer words. Owned by the agent's thread.
 */
public final class UpdateSchedule {
  private final AnalysisSettings settings;
  private Instant lastAttempt = Instant.MIN;
  private Optional<Instant> waitingSince = Optional.empty();

  public UpdateSchedule(AnalysisSettings settings) {
    this.settings = settings;
  }

  /** Starts the schedule, possibly with words that are already pending. */
  public void begin(Instant now, long pendingWords) {
    onAttempt(now, pendingWords);
  }

  /** Starts the maximum interval, if words are pending and none were before. */
  public void onWords(Instant now, long pendingWords) {
    if (waitingSince.isEmpty() && pendingWords > 0) {
      waitingSince = Optional.of(now);
    }
  }

  /**
   * Records the end of an update, successful or not.
   *
   * @param pendingWords number of words that are still pending
   */
  public void onAttempt(Instant now, long pendingWords) {
    lastAttempt = now;
    waitingSince = pendingWords > 0 ? Optional.of(now) : Optional.empty();
  }

  /** Returns the earliest time of the next update. */
  public Instant soon() {
    return lastAttempt.plus(settings.minInterval());
  }

  /** Returns when the next update is due; empty if no words are pending. */
  public Optional<Instant> dueAt(long pendingWords) {
    if (pendingWords <= 0) {
      return Optional.empty();
    }
    if (pendingWords >= settings.minWords()) {
      return Optional.of(soon());
    }
    return waitingSince.map(
        since -> {
          Instant latest = since.plus(settings.maxInterval());
          return latest.isBefore(soon()) ? soon() : latest;
        });
  }
}
