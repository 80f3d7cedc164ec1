package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.usage.TokenUsage;
import java.util.List;

/** What came of an attempt to bring an analysis up to date. */
public sealed interface AnalysisOutcome {
  /**
   * A stretch of the meeting was analysed, at least in part.
   *
   * @param through the number of its last event
   * @param words that it has
   * @param lastItem the number of the newest action item there ever was
   * @param notes what of the answer was left out; no word of what was said
   * @param whole whether no list was lost that nobody will tell again
   */
  record Updated(
      Findings findings,
      long through,
      long words,
      long lastItem,
      List<String> notes,
      boolean whole,
      TokenUsage usage)
      implements AnalysisOutcome {
    public Updated {
      notes = List.copyOf(notes);
    }
  }

  /** There was nothing to analyse up to the event {@code through}; nobody was asked. */
  record Silence(long through) implements AnalysisOutcome {}

  /** An answer came that says nothing; it was about the stretch up to {@code through}. */
  record Unusable(long through, long words, TokenUsage usage) implements AnalysisOutcome {}

  /** No answer came; the sentence is for the user. */
  record NoAnswer(String userMessage) implements AnalysisOutcome {}

  /** It was interrupted, or the store could not be read: to be tried again, nothing to tell. */
  record Postponed() implements AnalysisOutcome {}
}
