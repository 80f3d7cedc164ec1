package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Part of a transcript that fits into one request to a language model.
 *
 * @param through number of the last event in the window
 * @param words number of words in the window
 * @param lines lines in the order of speech
 */
record TranscriptWindow(long through, long words, List<Line> lines) {
  static final int MAX_WORDS = 3_000;
  static final int MAX_CHARACTERS = 24_000;

  private static final int MAX_LINE = 4_000;
  private static final PageLimit PAGE = new PageLimit(200, 64 * 1024);
  private static final Set<EventType> SEGMENTS = EnumSet.of(EventType.SEGMENT);

  /** Segments of one speaker with a shorter pause are merged into one line. */
  private static final Duration SAME_BREATH = Duration.ofSeconds(2);

  /** Maximum length of a merged line in characters, so that its timestamp stays precise. */
  private static final int FULL_LINE = 400;

  /** Speech of one person without a pause. */
  record Line(Instant from, Instant to, Segment segment) {
    private boolean isContinuedBy(Line next) {
      return segment.speaker().equals(next.segment.speaker())
          && segment.role() == next.segment.role()
          && segment.text().length() + next.segment.text().length() < FULL_LINE
          && !next.from.isAfter(to.plus(SAME_BREATH));
    }

    private Line with(Line next) {
      Segment joined =
          new Segment(
              segment.text() + " " + next.segment.text(),
              segment.start(),
              next.segment.end(),
              segment.speaker(),
              segment.role());
      return new Line(from, next.to.isAfter(to) ? next.to : to, joined);
    }
  }

  TranscriptWindow {
    lines = List.copyOf(lines);
  }

  /**
   * Reads the transcript after the event {@code after}, up to {@code target} or up to the limits.
   * Reads at least one segment.
   *
   * @throws ai.joinly.manager.store.StoreException if the store cannot be read
   */
  static TranscriptWindow read(Store store, AgentId agentId, long after, long target) {
    List<Line> lines = new ArrayList<>();
    long through = after;
    long words = 0;
    int characters = 0;
    for (List<StoredEvent> page = store.events(agentId, SEGMENTS, after, PAGE);
        !page.isEmpty();
        page = store.events(agentId, SEGMENTS, through, PAGE)) {
      for (StoredEvent stored : page) {
        Event event = EventReader.read(stored.json());
        if (stored.seq() <= target && event.data() instanceof EventData.SegmentHeard heard) {
          int newWords = Words.count(heard.segment().text());
          int newCharacters = Math.min(MAX_LINE, heard.segment().text().length());
          if (!lines.isEmpty()
              && (words + newWords > MAX_WORDS || characters + newCharacters > MAX_CHARACTERS)) {
            return new TranscriptWindow(through, words, inOrder(lines));
          }
          lines.add(line(heard));
          words += newWords;
          characters += newCharacters;
          through = stored.seq();
        } else {
          return new TranscriptWindow(target, words, inOrder(lines));
        }
      }
    }
    return new TranscriptWindow(target, words, inOrder(lines));
  }

  private static Line line(EventData.SegmentHeard heard) {
    Segment segment = heard.segment();
    Segment flat =
        new Segment(
            TextSimilarity.flat(segment.text(), MAX_LINE),
            segment.start(),
            segment.end(),
            segment.speaker(),
            segment.role());
    long millis = Math.round(Math.clamp(segment.end() - segment.start(), 0, 3_600) * 1_000);
    return new Line(heard.spokenAt(), heard.spokenAt().plusMillis(millis), flat);
  }

  private static List<Line> inOrder(List<Line> found) {
    found.sort(Comparator.comparing(Line::from));
    List<Line> lines = new ArrayList<>();
    for (Line next : found) {
      if (!lines.isEmpty() && lines.getLast().isContinuedBy(next)) {
        lines.add(lines.removeLast().with(next));
      } else {
        lines.add(next);
      }
    }
    return lines;
  }
}
