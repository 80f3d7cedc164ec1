package ai.joinly.manager.api.export;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.Store;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Iterator over an agent's transcript that reads the store page by page, so that memory use does
 * not depend on the length of the meeting. Segments are stored slightly out of order and are sorted
 * within a window. For one iteration by one thread.
 */
public final class TranscriptPages implements Iterator<TranscriptLine> {
  private static final PageLimit PAGE = new PageLimit(500, 64 * 1024);

  /**
   * Number of lines that are sorted, and their maximum total size, which a single line may exceed.
   */
  private static final int WINDOW = 64;

  private static final int WINDOW_CHARACTERS = 256 * 1024;

  private static final EnumSet<EventType> SEGMENTS = EnumSet.of(EventType.SEGMENT);

  private final Store store;
  private final AgentId agentId;
  private final ArrayDeque<StoredEvent> page = new ArrayDeque<>();
  private final PriorityQueue<TranscriptLine> window =
      new PriorityQueue<>(
          Comparator.comparing(TranscriptLine::spokenAt).thenComparingLong(TranscriptLine::seq));
  private long after;
  private long windowCharacters;
  private boolean atEnd;

  public TranscriptPages(Store store, AgentId agentId, long after) {
    this.store = store;
    this.agentId = agentId;
    this.after = after;
  }

  @Override
  public boolean hasNext() {
    while (window.size() < WINDOW && windowCharacters < WINDOW_CHARACTERS && !atEnd) {
      fill();
    }
    return !window.isEmpty();
  }

  @Override
  public TranscriptLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    TranscriptLine line = window.remove();
    windowCharacters -= line.characters();
    return line;
  }

  private void fill() {
    if (page.isEmpty()) {
      List<StoredEvent> next = store.events(agentId, SEGMENTS, after, PAGE);
      atEnd = next.isEmpty();
      page.addAll(next);
    }
    if (!page.isEmpty()) {
      StoredEvent event = page.remove();
      after = event.seq();
      if (EventReader.read(event.json()).data() instanceof EventData.SegmentHeard heard) {
        TranscriptLine line = new TranscriptLine(event.seq(), heard.spokenAt(), heard.segment());
        window.add(line);
        windowCharacters += line.characters();
      }
    }
  }
}
