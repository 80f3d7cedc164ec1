package ai.joinly.simulator.meeting;

import ai.joinly.simulator.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The speech since a join, sorted by start. Guarded by the meeting's lock. */
public final class Transcript {
  /** Maximum number of lines; the oldest are removed first. */
  private static final int LIMIT = 50_000;

  private static final double COMPACTED_GAP = 0.5;

  private final ArrayList<TranscriptSegment> segments = new ArrayList<>(4);

  /** Inserts a segment after those that start no later. */
  void add(TranscriptSegment segment) {
    int at = segments.size();
    while (at > 0 && segments.get(at - 1).start() > segment.start()) {
      at--;
    }
    segments.add(at, segment);
    if (segments.size() > LIMIT) {
      segments.removeFirst();
    }
  }

  List<TranscriptSegment> all() {
    return List.copyOf(segments);
  }

  List<TranscriptSegment> matching(Predicate<TranscriptSegment> wanted) {
    return segments.stream().filter(wanted).toList();
  }

  /** Joins adjacent segments of one speaker with at most half a second between them. */
  public static List<TranscriptSegment> compact(List<TranscriptSegment> segments) {
    List<TranscriptSegment> compacted = new ArrayList<>();
    for (TranscriptSegment next : segments) {
      TranscriptSegment last = compacted.isEmpty() ? next : compacted.getLast();
      if (!compacted.isEmpty()
          && last.speaker().equals(next.speaker())
          && last.assistant() == next.assistant()
          && next.start() - last.end() <= COMPACTED_GAP) {
        compacted.set(
            compacted.size() - 1,
            new TranscriptSegment(
                last.text() + " " + next.text(),
                last.start(),
                Math.max(last.end(), next.end()),
                last.speaker(),
                last.assistant()));
      } else {
        compacted.add(next);
      }
    }
    return compacted;
  }

  public static ObjectNode json(List<TranscriptSegment> segments) {
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("segments");
    segments.forEach(segment -> list.add(segment.json()));
    return json;
  }
}
