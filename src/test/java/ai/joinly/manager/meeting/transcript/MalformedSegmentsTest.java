package ai.joinly.manager.meeting.transcript;

import static ai.joinly.manager.meeting.transcript.Transcripts.json;
import static ai.joinly.manager.meeting.transcript.Transcripts.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.Segment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transcripts in which one element is not as it should be: the others are read. */
class MalformedSegmentsTest {
  private String transcript = "";
  private final TranscriptReader reader =
      new TranscriptReader(new GrownText(() -> transcript), () -> "", () -> 0);

  private static String with(List<Segment> segments, int at, String odd) {
    String before = json(segments.subList(0, at)).replace("]}", "");
    String after =
        json(segments.subList(at, segments.size())).substring("{\"segments\":[".length());
    return before + (at > 0 ? "," : "") + odd + (at < segments.size() ? "," : "") + after;
  }

  private static List<Segment> many(int count) {
    List<Segment> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(said("w" + i, i));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "\"words\"",
        "[]",
        "[{\"text\":\"x\",\"start\":1,\"end\":2}]",
        "{}",
        "{\"text\":null,\"start\":1,\"end\":2}",
        "{\"text\":{\"text\":\"x\"},\"start\":1,\"end\":2}",
        "{\"text\":\"x\",\"start\":NaN,\"end\":2}",
        "{\"text\":\"x\",\"start\":1,\"end\":Infinity}",
        "{\"text\":\"x\",\"start\":-Infinity,\"end\":1}",
        "{\"text\":\"x\",\"start\":1e300,\"end\":1e300}",
        "{\"text\":\"x\",\"start\":1,\"end\":9e15}",
        "{\"text\":\"x\",\"start\":{\"seconds\":1},\"end\":2}",
        "{\"text\":\"x\",\"start\":[1],\"end\":2}",
        "{\"text\":\"x\",\"start\":\"soon\",\"end\":2}"
      })
  void oneIsLeftOutAndTheOthersAreRead(String odd) throws Exception {
    List<Segment> all = many(40);
    for (int at : new int[] {0, 1, 12, 20}) {
      reader.reset();
      List<Segment> read = new ArrayList<>();
      for (int count = 20; count <= 40; count++) {
        transcript = with(all.subList(0, count), at, odd);
        read.addAll(reader.read());
      }
      assertEquals(all, read);
      assertTrue(reader.hasSkipped());
    }
    CompactedTranscript compacted = new CompactedTranscript();
    assertEquals(many(3), compacted.update(with(many(3), 1, odd)));
    assertTrue(compacted.hasSkipped());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"x\",\"start\":1,\"end\":2,\"speaker\":{\"name\":\"A\"},\"role\":7}",
        "{\"text\":\"x\",\"start\":\"1\",\"end\":\"2\"}",
        "{\"text\":\"a\tb\",\"start\":1,\"end\":2}",
        "{\"text\":\"x\",\"start\":1,\"end\":2,\"confidence\":NaN,\"words\":[{\"start\":{}}]}"
      })
  void whatCanBeUsedIsUsed(String odd) throws Exception {
    transcript = with(many(3), 1, odd);
    assertEquals(4, reader.read().size());
    assertFalse(reader.hasSkipped());
  }

  @Test
  void aByteOrderMarkIsNoPartOfATranscript() throws Exception {
    List<Segment> all = many(30);
    List<Segment> read = new ArrayList<>();
    for (int count = 20; count <= 30; count++) {
      transcript = "\uFEFF" + json(all.subList(0, count));
      read.addAll(reader.read());
    }
    assertEquals(all, read);
    assertEquals(all, new CompactedTranscript().update("\uFEFF" + json(all)));
  }

  @Test
  void aTimeThatIsNoneMakesNoSegment() {
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1e9}) {
      assertFalse(Segment.isTime(odd));
    }
  }
}
