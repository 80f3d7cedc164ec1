package ai.joinly.manager.meeting;

import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what is new in a transcript that is always read as a whole. By comparing, not by time: a
 * segment may appear in front of ones already read, start at 0.0, or equal another. Remembers a
 * hash of each segment, not the segment. Most readings only go on where the one before ended, and
 * then nothing is parsed but the rest. For one thread.
 */
final class TranscriptDiff {
  private static final JsonFactory JSON =
      SharedBuffers.factory()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  // Of all readings: a segment that went away is still known.
  private HashCounts known = new HashCounts();
  // Of the last reading.
  private HashCounts held = new HashCounts();
  private Optional<ReadPart> read = Optional.empty();

  /** Forgets everything: a join begins with an empty transcript. */
  void reset() {
    known = new HashCounts();
    read = Optional.empty();
  }

  /** Remembers a segment that an earlier reading held. */
  void remember(Segment segment) {
    known.increment(hash(segment));
  }

  /**
   * Takes a reading of the whole transcript.
   *
   * @param transcript JSON: {@code {"segments": [...]}}
   * @return the segments that no reading held before, in the order of the transcript
   * @throws IOException when it is not such JSON; nothing is taken then
   */
  List<Segment> update(String transcript) throws IOException {
    Optional<ReadPart> before = read.filter(part -> part.begins(transcript));
    // Whatever is thrown, the next reading is parsed as a whole.
    read = Optional.empty();
    List<Segment> fresh = new ArrayList<>();
    if (before.isEmpty() || !readRest(before.get(), transcript, fresh)) {
      fresh.clear();
      held = new HashCounts();
      read = ReadPart.of(transcript, readWhole(transcript, fresh));
    }
    fresh.forEach(segment -> known.increment(hash(segment)));
    return fresh;
  }

  private int readWhole(String transcript, List<Segment> fresh) throws IOException {
    try (JsonParser json = JSON.createParser(transcript)) {
      findSegments(json);
      return readSegments(json, fresh);
    }
  }

  /** Reads what follows on a part; false when it goes on in another way than with a comma. */
  private boolean readRest(ReadPart part, String transcript, List<Segment> fresh) {
    String rest = transcript.substring(part.length());
    boolean more = rest.startsWith(",");
    try (JsonParser json = JSON.createParser(more ? "[" + rest.substring(1) : "[" + rest)) {
      json.nextToken();
      // The bracket stands where the comma stood; without a comma there can be no segment.
      int end = readSegments(json, fresh);
      read = Optional.of(part.upTo(part.length() + end, transcript));
      return more || end == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns where the last of the segments ends, in characters; 0 when there is none. */
  private int readSegments(JsonParser json, List<Segment> fresh) throws IOException {
    int end = 0;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      Segment segment = segment(json);
      end = (int) json.currentLocation().getCharOffset();
      long hash = hash(segment);
      if (held.increment(hash) > known.get(hash)) {
        fresh.add(segment);
      }
    }
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new IOException("The transcript's segments are no objects");
    }
    return end;
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

  private static Segment segment(JsonParser json) throws IOException {
    String text = "";
    double start = 0;
    double end = 0;
    Optional<String> speaker = Optional.empty();
    Role role = Role.PARTICIPANT;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "text" -> text = json.getValueAsString("");
        case "start" -> start = json.getValueAsDouble();
        case "end" -> end = json.getValueAsDouble();
        case "speaker" ->
            speaker =
                value == JsonToken.VALUE_STRING ? Optional.of(json.getText()) : Optional.empty();
        case "role" ->
            role =
                "assistant".equals(json.getValueAsString("")) ? Role.ASSISTANT : Role.PARTICIPANT;
        default -> json.skipChildren();
      }
    }
    return new Segment(text, start, end, speaker, role);
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
