package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.config.AnalysisSettings;
import java.time.Instant;
import java.util.Optional;

/**
 * When an analysis is to be brought up to date: after enough new words, but not too often, and
 * after a while for a few words too. Owned by the worker's thread.
 */
public final class UpdateSchedule {
  private final AnalysisSettings settings;
  private Instant lastAttempt = Instant.MIN;
  private Optional<Instant> waitingSince = Optional.empty();

  public UpdateSchedule(AnalysisSettings settings) {
    this.settings = settings;
  }

  /** The meeting begins, or goes on with words that wait already. */
  public void begin(Instant now, long pendingWords) {
    onAttempt(now, pendingWords);
  }

  /** Words wait from now on, if any do and none did before. */
  public void onWords(Instant now, long pendingWords) {
    if (waitingSince.isEmpty() && pendingWords > 0) {
      waitingSince = Optional.of(now);
    }
  }

  /**
   * An update has ended, well or not.
   *
   * @param pendingWords those that wait further
   */
  public void onAttempt(Instant now, long pendingWords) {
    lastAttempt = now;
    waitingSince = pendingWords > 0 ? Optional.of(now) : Optional.empty();
  }

  /** The next attempt of an update that must come about soon. */
  public Instant soon() {
    return lastAttempt.plus(settings.minInterval());
  }

  /** When the next update is due; empty while nothing waits for it. */
  public Optional<Instant> dueAt(long pendingWords) {
    if (pendingWords <= 0) {
      return Optional.empty();
    }
    if (pendingWords >= settings.minWords()) {
      return Optional.of(soon());
    }
    return waitingSince.map(
        since -> {
          Instant patient = since.plus(settings.maxInterval());
          return patient.isBefore(soon()) ? soon() : patient;
        });
  }
}
