package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.meeting.Segment;
import java.util.List;
import java.util.function.Consumer;

/** What a session had told of its meeting before it is taken up by another process. */
public interface PriorTranscript {
  /** Gives all segments that were told, in any order. Called once, before {@link #unfinished}. */
  void forEach(Consumer<Segment> segments);

  /** What participants said that was not handed over as an utterance yet. */
  List<Segment> unfinished();
}
