package ai.joinly.manager.domain.analysis;

/**
 * How far the language model has come with a meeting.
 *
 * @param through the number of the newest segment's event that it has seen
 * @param words how many of the counted words it has seen
 * @param lastItem the number of the newest action item there ever was
 * @param failures answers in a row about what follows that could not be used as a whole
 * @param failedThrough the last event that those were about; 0 without failures
 * @param complete whether all of the meeting, which is over, was analysed
 */
public record AnalysisProgress(
    long through, long words, long lastItem, int failures, long failedThrough, boolean complete) {
  /** Nothing was analysed. */
  public static final AnalysisProgress NONE = new AnalysisProgress(0, 0, 0, 0, 0, false);

  public AnalysisProgress {
    AnalysisLimits.require(
        through >= 0 && words >= 0 && lastItem >= 0 && failures >= 0 && failedThrough >= 0,
        "all is counted from zero");
  }

  /** After a stretch was analysed, or is to be left out. */
  public AnalysisProgress advanced(long newThrough, long moreWords, long newLastItem) {
    return new AnalysisProgress(newThrough, words + moreWords, newLastItem, 0, 0, false);
  }

  /** After an answer about what lies up to {@code upTo} could not be used, or in part only. */
  public AnalysisProgress failed(long upTo, long newLastItem) {
    return new AnalysisProgress(through, words, newLastItem, failures + 1, upTo, false);
  }

  /** Whether all of a meeting that is over was analysed, as it is now. */
  public AnalysisProgress complete(boolean now) {
    return new AnalysisProgress(through, words, lastItem, failures, failedThrough, now);
  }
}
