package ai.joinly.manager.domain.analysis;

/**
 * Progress of the language model in the analysis of a meeting.
 *
 * @param through the event number of the newest segment that was processed
 * @param words the number of counted words that were processed
 * @param lastItem the highest action item number assigned so far
 * @param failures the number of consecutive answers about the next segments that were not fully
 *     usable
 * @param failedThrough the last event that those answers covered; 0 without failures
 * @param complete whether the meeting has ended and all of it was analysed
 */
public record AnalysisProgress(
    long through, long words, long lastItem, int failures, long failedThrough, boolean complete) {
  /** Progress before the first analysis. */
  public static final AnalysisProgress NONE = new AnalysisProgress(0, 0, 0, 0, 0, false);

  public AnalysisProgress {
    AnalysisLimits.require(
        through >= 0 && words >= 0 && lastItem >= 0 && failures >= 0 && failedThrough >= 0,
        "counts must not be negative");
  }

  /** Returns the progress after a part of the transcript was analysed or skipped. */
  public AnalysisProgress advanced(long newThrough, long moreWords, long newLastItem) {
    return new AnalysisProgress(newThrough, words + moreWords, newLastItem, 0, 0, false);
  }

  /**
   * Returns the progress after an answer about the events up to {@code upTo} was not fully usable.
   */
  public AnalysisProgress failed(long upTo, long newLastItem) {
    return new AnalysisProgress(through, words, newLastItem, failures + 1, upTo, false);
  }

  /** Returns this progress with the given completeness. */
  public AnalysisProgress complete(boolean now) {
    return new AnalysisProgress(through, words, lastItem, failures, failedThrough, now);
  }
}
