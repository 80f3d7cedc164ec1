package ai.joinly.manager.agent.turn;

import ai.joinly.manager.model.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Turns segments into lines of text for people and language models. */
public final class TranscriptText {
  private static final double SAME_BREATH_SECONDS = 0.5;
  private static final String UNKNOWN_SPEAKER = "Unknown";

  private TranscriptText() {}

  /** One {@code Speaker: text} line for each stretch of one speaker. */
  public static List<String> lines(List<Segment> segments) {
    return compact(segments).stream()
        .map(s -> s.speaker().orElse(UNKNOWN_SPEAKER) + ": " + s.text().strip())
        .toList();
  }

  /** The words alone. */
  public static String words(List<Segment> segments) {
    return segments.stream().map(s -> s.text().strip()).collect(Collectors.joining(" "));
  }

  /** Who spoke last. */
  public static String lastSpeaker(List<Segment> segments) {
    return segments.isEmpty()
        ? UNKNOWN_SPEAKER
        : segments.getLast().speaker().orElse(UNKNOWN_SPEAKER);
  }

  private static List<Segment> compact(List<Segment> segments) {
    List<Segment> compact = new ArrayList<>();
    for (Segment next : segments) {
      if (!compact.isEmpty() && belongTogether(compact.getLast(), next)) {
        Segment last = compact.removeLast();
        compact.add(
            new Segment(
                last.text().strip() + " " + next.text().strip(),
                last.start(),
                next.end(),
                last.speaker(),
                last.role()));
      } else {
        compact.add(next);
      }
    }
    return compact;
  }

  private static boolean belongTogether(Segment a, Segment b) {
    return a.speaker().equals(b.speaker())
        && a.role() == b.role()
        && b.start() - a.end() <= SAME_BREATH_SECONDS;
  }
}
