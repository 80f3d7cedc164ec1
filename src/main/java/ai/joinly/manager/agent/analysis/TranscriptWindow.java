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
 * A piece of a meeting's transcript, as much of it as one request to a language model may hold.
 *
 * @param through the number of the last event it covers
 * @param words that were counted in it
 * @param lines in the order of speech
 */
record TranscriptWindow(long through, long words, List<Line> lines) {
  static final int MOST_WORDS = 3_000;
  static final int MOST_CHARACTERS = 24_000;

  private static final int LONGEST_LINE = 4_000;
  private static final PageLimit PAGE = new PageLimit(200, 64 * 1024);
  private static final Set<EventType> SEGMENTS = EnumSet.of(EventType.SEGMENT);

  /** Pieces of one speaker that follow each other so closely are one line. */
  private static final Duration SAME_BREATH = Duration.ofSeconds(2);

  /** A line that is longer is not added to, so that its time stays telling. */
  private static final int FULL_LINE = 400;

  /** What one person said without a pause. */
  record Line(Instant from, Instant to, Segment segment) {
    private boolean goesOnWith(Line next) {
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
   * Reads what was said after the event {@code after}, up to {@code target} or as far as the limits
   * allow, but one segment at least.
   *
   * @throws ai.joinly.manager.store.StoreException when the store cannot be read
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
          int newCharacters = Math.min(LONGEST_LINE, heard.segment().text().length());
          if (!lines.isEmpty()
              && (words + newWords > MOST_WORDS || characters + newCharacters > MOST_CHARACTERS)) {
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
            TextSimilarity.flat(segment.text(), LONGEST_LINE),
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
      if (!lines.isEmpty() && lines.getLast().goesOnWith(next)) {
        lines.add(lines.removeLast().with(next));
      } else {
        lines.add(next);
      }
    }
    return lines;
  }
}
