package ai.joinly.manager.domain.analysis;

import java.time.Instant;

/**
 * Analysis of an agent's meeting.
 *
 * @param startTime the start of the meeting; the creation of the agent before it joined one
 * @param lastUpdated the time of the last change
 */
public record Analysis(
    Instant startTime,
    Instant lastUpdated,
    MeetingCounts counts,
    Findings findings,
    AnalysisProgress progress) {

  /** Returns the empty analysis of an agent that has not been in a meeting yet. */
  public static Analysis none(Instant createdAt) {
    return new Analysis(
        createdAt, createdAt, MeetingCounts.NONE, Findings.NONE, AnalysisProgress.NONE);
  }

  /** Returns the number of words that the language model has not processed yet. */
  public long pendingWords() {
    return Math.max(0, counts.wordCount() - progress.words());
  }

  /** Returns this analysis with new counts. */
  public Analysis with(MeetingCounts changed, Instant now) {
    return new Analysis(changed.startTime().orElse(startTime), now, changed, findings, progress);
  }

  /** Returns this analysis with new findings and progress. */
  public Analysis with(Findings changed, AnalysisProgress further, Instant now) {
    return new Analysis(startTime, now, counts, changed, further);
  }

  /** Returns this analysis with new progress only, which does not count as an update. */
  public Analysis with(AnalysisProgress changed) {
    return new Analysis(startTime, lastUpdated, counts, findings, changed);
  }
}
