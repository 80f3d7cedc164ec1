package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.usage.TokenUsage;
import java.util.List;

/** Outcome of an attempt to update an analysis. */
public sealed interface AnalysisOutcome {
  /**
   * A transcript window was analysed, at least in part.
   *
   * @param through number of the last event of the window
   * @param words number of words in the window
   * @param lastItem number of the newest action item that was ever created
   * @param notes parts of the answer that were ignored; contains no words from the meeting
   * @param whole whether no list of the answer was unusable; later answers do not repeat a list
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

  /** There was nothing to analyse up to the event {@code through}; the model was not called. */
  record Silence(long through) implements AnalysisOutcome {}

  /** The answer for the window up to the event {@code through} was unusable. */
  record Unusable(long through, long words, TokenUsage usage) implements AnalysisOutcome {}

  /**
   * The model gave no answer.
   *
   * @param userMessage the reason, for the user
   */
  record NoAnswer(String userMessage) implements AnalysisOutcome {}

  /**
   * The attempt was interrupted or the store could not be read. It is retried without a message.
   */
  record Postponed() implements AnalysisOutcome {}
}
