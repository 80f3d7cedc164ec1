package ai.joinly.manager.meeting.transcript;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.mcp.incremental.IncrementalText;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds new segments in a transcript that is always read in full. Compares segments instead of
 * times: a segment may appear before ones already read, start at 0.0, or equal another. Stores a
 * hash of each segment instead of the segment. Not thread-safe.
 */
final class TranscriptDiff {
  /**
   * Number of last segments that are compared again. Speech is recognized in parallel, so a late
   * segment is inserted before a few others.
   */
  private static final int UNSETTLED = 8;

  /** Limit of new segments returned by one read; the next read returns the others. */
  private static final int MAX_FRESH = 5_000;

  private static final int MAX_FRESH_CHARACTERS = 1_000_000;

  /** Several days of speech; a server that returns more floods its client. */
  private static final int MAX_KNOWN = 250_000;

  private static final JsonFactory JSON =
      SharedBuffers.factory()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, true) // as Python writes
          .configure(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, true)
          .build();

  // Segments of all reads (a removed segment is still known), and settled ones of the last read.
  private SegmentCounts known = new SegmentCounts();
  private int settled;
  private boolean skipped;

  /** Whether the last read contained more segments than were returned. */
  private boolean more;

  /** Clears all state: a join starts with an empty transcript. */
  void reset() {
    known = new SegmentCounts();
    settled = 0;
  }

  /** Records a segment that an earlier read returned. */
  void remember(Segment segment) {
    known.incrementReturned(hash(segment));
  }

  /** Returns whether the last read contained more, so that the next read is due immediately. */
  boolean hasMore() {
    return more;
  }

  /** Returns whether any malformed segment was skipped. */
  boolean hasSkipped() {
    return skipped;
  }

  /** Returns the number of leading characters that need not be read again while unchanged. */
  int settled() {
    return settled;
  }

  /**
   * Processes a read of the transcript.
   *
   * @param transcript JSON: {@code {"segments": [...]}}, or the rest after its settled part
   * @return the segments that no earlier read contained, in transcript order
   * @throws IOException when it is not such JSON; no segment is then recorded or settled
   */
  List<Segment> update(IncrementalText.Reading transcript) throws IOException {
    more = false;
    if (known.size() >= MAX_KNOWN) {
      throw new IOException("The transcript has too many segments");
    }
    List<Segment> fresh = new ArrayList<>();
    boolean taken = false;
    try {
      if (transcript.from() == 0) {
        known.clearSettled();
        settled = 0;
        readFull(transcript.text(), fresh);
      } else {
        readRest(transcript, fresh);
      }
      taken = true;
    } finally {
      if (!taken) {
        settled = 0;
      }
    }
    fresh.forEach(segment -> known.incrementReturned(hash(segment)));
    return fresh;
  }

  private void readFull(String transcript, List<Segment> fresh) throws IOException {
    // Replace a byte order mark by white space, so that all offsets stay the same.
    String text = transcript.startsWith("\uFEFF") ? " " + transcript.substring(1) : transcript;
    try (JsonParser json = JSON.createParser(text)) {
      findSegments(json);
      readSegments(json, 0, fresh);
    }
  }

  /** Reads the text after a segment: the end of the array, or a comma and further segments. */
  private void readRest(IncrementalText.Reading transcript, List<Segment> fresh)
      throws IOException {
    if (transcript.from() != settled) {
      throw new IOException("The transcript continues at another position");
    }
    String rest = transcript.text();
    int comma = 0;
    while (comma < rest.length() && Character.isWhitespace(rest.charAt(comma))) {
      comma++;
    }
    boolean more = rest.startsWith(",", comma);
    // Put a bracket in place of the comma; without a comma no segment may follow.
    try (JsonParser json = JSON.createParser("[" + rest.substring(more ? comma + 1 : comma))) {
      json.nextToken();
      int segments = readSegments(json, transcript.from() + comma, fresh);
      if (!more && segments > 0) {
        throw new IOException("The transcript's segments are not separated");
      }
    }
  }

  /**
   * Reads up to the end of the array.
   *
   * @param before number of characters of the transcript before those of {@code json}
   * @return the number of elements
   */
  private int readSegments(JsonParser json, int before, List<Segment> fresh) throws IOException {
    // Hashes and end offsets of the last segments, and the number of segments.
    long[] hashes = new long[UNSETTLED];
    int[] ends = new int[UNSETTLED];
    int count = 0;
    int characters = 0;
    int elements = 0;
    for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
      if (next == null) {
        throw new IOException("The transcript's segments have no end");
      }
      elements++;
      Optional<Segment> found = segment(json);
      if (found.isEmpty()) {
        skipped = true;
        continue;
      }
      Segment segment = found.get();
      long hash = hash(segment);
      int slot = count % UNSETTLED;
      if (count >= UNSETTLED) {
        known.incrementSettled(hashes[slot]);
        settled = ends[slot];
      }
      hashes[slot] = hash;
      ends[slot] = before + (int) json.currentLocation().getCharOffset();
      count++;
      if (known.settled(hash) + occurrences(hash, hashes, count) > known.returned(hash)) {
        fresh.add(segment);
        characters += segment.text().length();
        if (fresh.size() == MAX_FRESH || characters >= MAX_FRESH_CHARACTERS) {
          more = true;
          return elements;
        }
      }
    }
    return elements;
  }

  /** Returns how often a hash occurs among the last ones, of {@code count} in total. */
  private static int occurrences(long hash, long[] hashes, int count) {
    int found = 0;
    for (int i = 0; i < Math.min(count, hashes.length); i++) {
      if (hashes[i] == hash) {
        found++;
      }
    }
    return found;
  }

  /** Moves to the beginning of the array. */
  private static void findSegments(JsonParser json) throws IOException {
    if (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = json.currentName().equals("segments");
        JsonToken value = json.nextToken();
        if (found && value == JsonToken.START_ARRAY) {
          return;
        }
        json.skipChildren();
      }
    }
    throw new IOException("The transcript has no segments");
  }

  /** Reads the element at the current token; returns empty if it is malformed. */
  private static Optional<Segment> segment(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return Optional.empty();
    }
    Optional<String> text = Optional.empty();
    double start = Double.NaN;
    double end = Double.NaN;
    Optional<String> speaker = Optional.empty();
    Role role = Role.PARTICIPANT;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "text" -> text = text(json);
        case "start" -> start = seconds(json);
        case "end" -> end = seconds(json);
        case "speaker" -> speaker = text(json);
        case "role" ->
            role = text(json).filter("assistant"::equals).isPresent() ? Role.ASSISTANT : role;
        default -> json.skipChildren();
      }
    }
    return text.isPresent() && Segment.isTime(start) && Segment.isTime(end)
        ? Optional.of(new Segment(text.get(), start, end, speaker, role).withinLimits())
        : Optional.empty();
  }

  private static Optional<String> text(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return Optional.of(json.getText());
    }
    json.skipChildren();
    return Optional.empty();
  }

  /** Returns a number, also one in quotes. */
  private static double seconds(JsonParser json) throws IOException {
    double seconds = json.getValueAsDouble(Double.NaN);
    json.skipChildren();
    return seconds;
  }

  private static long hash(Segment segment) {
    long hash = mix(0x9E3779B97F4A7C15L, segment.text());
    hash = mix(hash, segment.speaker().orElse("\0"));
    hash = mix(hash, Double.doubleToLongBits(segment.start()));
    hash = mix(hash, Double.doubleToLongBits(segment.end()));
    return mix(hash, segment.role() == Role.ASSISTANT ? 1 : 0);
  }

  private static long mix(long hash, String text) {
    long mixed = mix(hash, text.length());
    for (int i = 0; i < text.length(); i++) {
      mixed = (mixed ^ text.charAt(i)) * 0x100000001B3L;
      mixed ^= mixed >>> 29;
    }
    return mixed;
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 30)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
