package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.meeting.Segment;
import java.util.List;
import java.util.function.Consumer;

/** Segments that a session had delivered before another process takes it over. */
public interface PriorTranscript {
  /**
   * Passes all delivered segments to {@code segments}, in any order. Called once, before {@link
   * #unfinished}.
   */
  void forEach(Consumer<Segment> segments);

  /** Returns the participants' segments that were not yet delivered as an utterance. */
  List<Segment> unfinished();
}
