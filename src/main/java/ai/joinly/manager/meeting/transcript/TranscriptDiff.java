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
 * Finds what is new in a transcript that is always read as a whole. By comparing, not by time: a
 * segment may appear in front of ones already read, start at 0.0, or equal another. Remembers a
 * hash of each segment, not the segment. For one thread.
 */
final class TranscriptDiff {
  /**
   * How many of the last segments are looked at again. Speech is recognized in parallel, and a
   * segment that comes late stands in front of a few others.
   */
  private static final int UNSETTLED = 8;

  /** Of the segments that are taken of one reading; the next reading gives the others. */
  private static final int MOST_FRESH = 5_000;

  private static final int MOST_FRESH_CHARACTERS = 1_000_000;

  /** Several days of speech; a server that gives more floods its client. */
  private static final int MOST_KNOWN = 250_000;

  private static final JsonFactory JSON =
      SharedBuffers.factory()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, true) // as Python writes
          .configure(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS, true)
          .build();

  // Of all readings: a segment that went away is still known.
  private HashCounts known = new HashCounts();
  // Of the last reading, as far as it is settled.
  private HashCounts held = new HashCounts();
  private int settled;
  private boolean skipped;

  /** Whether the last reading held more than was taken of it. */
  private boolean more;

  /** Forgets everything: a join begins with an empty transcript. */
  void reset() {
    known = new HashCounts();
    settled = 0;
  }

  /** Remembers a segment that an earlier reading held. */
  void remember(Segment segment) {
    known.increment(hash(segment));
  }

  /** Whether the last reading held more, so that the transcript is to be read again at once. */
  boolean hasMore() {
    return more;
  }

  /** Whether anything was left out that is no segment. */
  boolean hasSkipped() {
    return skipped;
  }

  /** How many characters of the transcript need not be read again while they are the same. */
  int settled() {
    return settled;
  }

  /**
   * Takes a reading.
   *
   * @param transcript JSON: {@code {"segments": [...]}}, or what follows on its settled part
   * @return the segments that no reading held before, in the order of the transcript
   * @throws IOException when it is not such JSON; nothing is taken then, nor settled
   */
  List<Segment> update(IncrementalText.Reading transcript) throws IOException {
    more = false;
    if (known.size() >= MOST_KNOWN) {
      throw new IOException("The transcript has too many segments");
    }
    List<Segment> fresh = new ArrayList<>();
    boolean taken = false;
    try {
      if (transcript.from() == 0) {
        held = new HashCounts();
        settled = 0;
        readWhole(transcript.text(), fresh);
      } else {
        readRest(transcript, fresh);
      }
      taken = true;
    } finally {
      if (!taken) {
        settled = 0;
      }
    }
    fresh.forEach(segment -> known.increment(hash(segment)));
    return fresh;
  }

  private void readWhole(String transcript, List<Segment> fresh) throws IOException {
    // White space in place of a byte order mark, so that all characters stay where they are.
    String text = transcript.startsWith("\uFEFF") ? " " + transcript.substring(1) : transcript;
    try (JsonParser json = JSON.createParser(text)) {
      findSegments(json);
      readSegments(json, 0, fresh);
    }
  }

  /** Reads what follows on a segment: nothing, or a comma and further ones. */
  private void readRest(IncrementalText.Reading transcript, List<Segment> fresh)
      throws IOException {
    if (transcript.from() != settled) {
      throw new IOException("The transcript goes on somewhere else");
    }
    String rest = transcript.text();
    int comma = 0;
    while (comma < rest.length() && Character.isWhitespace(rest.charAt(comma))) {
      comma++;
    }
    boolean more = rest.startsWith(",", comma);
    // A bracket where the comma stood; without a comma there can be no segment.
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
   * @param before how many characters of the transcript come before those of {@code json}
   * @return how many elements there were
   */
  private int readSegments(JsonParser json, int before, List<Segment> fresh) throws IOException {
    // The last segments, where they end, and how many there were.
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
        held.increment(hashes[slot]);
        settled = ends[slot];
      }
      hashes[slot] = hash;
      ends[slot] = before + (int) json.currentLocation().getCharOffset();
      count++;
      if (held.get(hash) + occurrences(hash, hashes, count) > known.get(hash)) {
        fresh.add(segment);
        characters += segment.text().length();
        if (fresh.size() == MOST_FRESH || characters >= MOST_FRESH_CHARACTERS) {
          more = true;
          return elements;
        }
      }
    }
    return elements;
  }

  /** How often a hash is among the last ones, of which there were {@code count}. */
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

  /** Reads the element that begins; empty when it is no segment. */
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
