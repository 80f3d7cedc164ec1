package ai.joinly.manager.domain.analysis;

import java.time.Instant;

/**
 * What is known of an agent's meeting.
 *
 * @param startTime of the meeting; of the agent's making before it joined one
 * @param lastUpdated when anything of it changed last
 */
public record Analysis(
    Instant startTime,
    Instant lastUpdated,
    MeetingCounts counts,
    Findings findings,
    AnalysisProgress progress) {

  /** The analysis of an agent that was in no meeting yet. */
  public static Analysis none(Instant createdAt) {
    return new Analysis(
        createdAt, createdAt, MeetingCounts.NONE, Findings.NONE, AnalysisProgress.NONE);
  }

  /** Counted words that the language model has not seen yet. */
  public long pendingWords() {
    return Math.max(0, counts.wordCount() - progress.words());
  }

  /** The same with more counted. */
  public Analysis with(MeetingCounts changed, Instant now) {
    return new Analysis(changed.startTime().orElse(startTime), now, changed, findings, progress);
  }

  /** The same with more understood. */
  public Analysis with(Findings changed, AnalysisProgress further, Instant now) {
    return new Analysis(startTime, now, counts, changed, further);
  }

  /** The same, though the language model has come further, or not. */
  public Analysis with(AnalysisProgress changed) {
    return new Analysis(startTime, lastUpdated, counts, findings, changed);
  }
}
