package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.jackson.SharedBuffers;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Finds new segments in a transcript in compacted form, which joins consecutive segments of one
 * speaker. A segment that was read before may have grown. Not thread-safe.
 */
public final class CompactedTranscript {
  /** Number of resource segments that are kept, to recognize them in the first read. */
  private static final int MAX_RECENT = 32;

  /** Times are rounded to milliseconds. */
  private static final double TOLERANCE = 0.0015;

  private static final Comparator<Segment> BY_START = Comparator.comparingDouble(Segment::start);

  /** Limit of the part of the last read that is kept: earlier segments do not grow any more. */
  private static final int MAX_CHARACTERS = 200_000;

  private static final JsonMapper JSON =
      SharedBuffers.trees(
          JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, // as Python writes
          JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS);

  /** Latest segments that were read from the resource, the earliest first. */
  private final PriorityQueue<Segment> recent = new PriorityQueue<>(BY_START);

  /** Whether segments earlier than those in {@code recent} were read. */
  private boolean moreBefore;

  private Optional<List<Segment>> last = Optional.empty();
  private boolean skipped;

  /** Whether segments earlier than those in {@code last} were read. */
  private boolean moreBeforeLast;

  /** Clears all state: a join starts with an empty transcript. */
  public void reset() {
    recent.clear();
    moreBefore = false;
    forgetReading();
  }

  /** Records a segment that was read from the resource. */
  public void remember(Segment segment) {
    recent.add(segment);
    if (recent.size() > MAX_RECENT) {
      recent.remove();
      moreBefore = true;
    }
  }

  /** Returns whether a segment of the resource is part of a segment that was read here. */
  public boolean holds(Segment segment) {
    return (moreBeforeLast && segment.end() + TOLERANCE < last.orElseThrow().getFirst().start())
        || last.stream()
            .flatMap(List::stream)
            .anyMatch(joined -> isPart(segment, joined) && joined.text().contains(segment.text()));
  }

  /** Returns whether any malformed segment was skipped. */
  public boolean hasSkipped() {
    return skipped;
  }

  /** Discards the last read, once the resource can be read again. */
  public void forgetReading() {
    last = Optional.empty();
    moreBeforeLast = false;
  }

  /**
   * Processes a read of the transcript.
   *
   * @return the segments, or parts of segments, that no earlier read contained, in transcript order
   * @throws IOException when the text is not a transcript; the state is then unchanged
   */
  public List<Segment> update(String transcript) throws IOException {
    List<Segment> now = parse(transcript);
    List<Segment> known = last.orElseGet(() -> recent.stream().sorted(BY_START).toList());
    double oldest =
        (last.isEmpty() ? moreBefore : moreBeforeLast)
            ? known.getFirst().start()
            : Double.NEGATIVE_INFINITY;
    Set<Segment> same = new HashSet<>(known);
    List<Segment> fresh = new ArrayList<>();
    for (Segment joined : now) {
      if (!same.contains(joined) && joined.end() + TOLERANCE >= oldest) {
        addRest(joined, known, joined.start() + TOLERANCE < oldest, fresh);
      }
    }
    keep(now);
    return fresh;
  }

  private void keep(List<Segment> reading) {
    int first = reading.size();
    int characters = 0;
    while (first > 0 && characters < MAX_CHARACTERS) {
      first--;
      characters += reading.get(first).text().length();
    }
    last = Optional.of(List.copyOf(reading.subList(first, reading.size())));
    moreBeforeLast = first > 0;
  }

  /**
   * Adds the rest of a joined segment without its known parts.
   *
   * @param startKnown whether the text before the first known part was read as well
   */
  private static void addRest(
      Segment joined, List<Segment> known, boolean startKnown, List<Segment> fresh) {
    String text = joined.text();
    StringBuilder rest = new StringBuilder();
    double start = joined.start();
    int from = 0;
    boolean skip = startKnown;
    for (Segment part : known) {
      int at = isPart(part, joined) ? text.indexOf(part.text(), from) : -1;
      if (at >= 0) {
        if (!skip) {
          append(rest, text.substring(from, at));
        }
        skip = false;
        from = at + part.text().length();
        start = rest.isEmpty() ? Math.min(part.end(), joined.end()) : start;
      }
    }
    append(rest, text.substring(from));
    if (!rest.isEmpty()) {
      fresh.add(
          new Segment(rest.toString(), start, joined.end(), joined.speaker(), joined.role())
              .withinLimits());
    }
  }

  private static void append(StringBuilder rest, String piece) {
    String stripped = piece.strip();
    if (!stripped.isEmpty()) {
      rest.append(rest.isEmpty() ? "" : " ").append(stripped);
    }
  }

  private static boolean isPart(Segment part, Segment joined) {
    return part.role() == joined.role()
        && part.speaker().equals(joined.speaker())
        && part.start() + TOLERANCE >= joined.start()
        && part.start() - TOLERANCE <= joined.end();
  }

  private List<Segment> parse(String transcript) throws IOException {
    try {
      String text = transcript.startsWith("\uFEFF") ? transcript.substring(1) : transcript;
      JsonNode segments = JSON.readTree(text).path("segments");
      if (!segments.isArray()) {
        throw new IOException("The transcript has no segments");
      }
      List<Segment> found =
          segments
              .valueStream()
              .map(CompactedTranscript::segment)
              .flatMap(Optional::stream)
              .toList();
      skipped |= found.size() < segments.size();
      return found;
    } catch (JsonProcessingException e) {
      throw new IOException("The transcript is not JSON", e);
    }
  }

  /** Parses a segment; returns empty if it is malformed. */
  private static Optional<Segment> segment(JsonNode json) {
    double start = json.path("start").asDouble(Double.NaN);
    double end = json.path("end").asDouble(Double.NaN);
    if (!json.path("text").isTextual() || !Segment.isTime(start) || !Segment.isTime(end)) {
      return Optional.empty();
    }
    return Optional.of(
        new Segment(
            json.path("text").textValue(),
            start,
            end,
            Optional.ofNullable(json.path("speaker").textValue()).map(Segment::speakerWithinLimit),
            json.path("role").asText("").equals("assistant") ? Role.ASSISTANT : Role.PARTICIPANT));
  }
}
