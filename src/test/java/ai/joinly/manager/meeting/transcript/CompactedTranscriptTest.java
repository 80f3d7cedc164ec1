package ai.joinly.manager.meeting.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompactedTranscriptTest {
  private final CompactedTranscript transcript = new CompactedTranscript();

  private static Segment ada(String text, double start, double end) {
    return new Segment(text, start, end, Optional.of("Ada"), Role.PARTICIPANT);
  }

  private static Segment bob(String text, double start, double end) {
    return new Segment(text, start, end, Optional.of("Bob"), Role.PARTICIPANT);
  }

  private List<Segment> read(Segment... segments) throws IOException {
    ObjectNode json = JsonMapper.builder().build().createObjectNode();
    ArrayNode list = json.putArray("segments");
    for (Segment segment : segments) {
      list.addObject()
          .put("text", segment.text())
          .put("start", segment.start())
          .put("end", segment.end())
          .put("speaker", segment.speaker().orElse(null))
          .put("role", segment.role().name().toLowerCase(Locale.ROOT));
    }
    return transcript.update(json.toString());
  }

  @Test
  void aSegmentThatGrewGivesWhatWasAdded() throws Exception {
    assertEquals(List.of(ada("Hello.", 1, 2)), read(ada("Hello.", 1, 2)));
    assertEquals(List.of(ada("How are you?", 2, 4)), read(ada("Hello. How are you?", 1, 4)));
    assertEquals(List.of(), read(ada("Hello. How are you?", 1, 4)));
  }

  @Test
  void aLateSegmentInFrontOrInTheMiddleIsFound() throws Exception {
    read(ada("one", 2, 3), ada("three", 6, 7));
    assertEquals(List.of(ada("zero two", 1, 7)), read(ada("zero one two three", 1, 7)));
    assertEquals(
        List.of(bob("early", 0, 1)), read(bob("early", 0, 1), ada("zero one two three", 1, 7)));
  }

  @Test
  void whatTheResourceGaveBeforeIsKnown() throws Exception {
    transcript.remember(ada("one", 1, 2));
    transcript.remember(ada("two", 2, 3));
    assertEquals(
        List.of(ada("three", 3, 4), bob("four", 5, 6)),
        read(ada("one two three", 1, 4), bob("four", 5, 6)));
  }

  @Test
  void whatIsOlderThanAllThatIsRememberedIsKnown() throws Exception {
    for (int i = 0; i < 100; i++) {
      transcript.remember(ada("w" + i, i, i + 1));
    }
    assertEquals(
        List.of(ada("new", 100, 101)),
        read(ada("w0 w1", 0, 2), ada("w60 w61 w67 w68 w99 new", 60, 101)).stream()
            .map(s -> ada(s.text().replaceAll(".*w99 ", ""), s.start(), s.end()))
            .toList());
    assertEquals(List.of(), read(ada("w0 w1", 0, 2), ada("w60 w61 w67 w68 w99 new", 60, 101)));
  }

  @Test
  void knowsWhichSegmentsOfTheResourceWereReadJoined() throws Exception {
    read(ada("one two", 1, 3));
    assertTrue(transcript.holds(ada("two", 2, 3)));
    assertFalse(transcript.holds(bob("two", 2, 3)));
    assertFalse(transcript.holds(ada("three", 2, 3)));
    assertFalse(transcript.holds(ada("two", 4, 5)));
    transcript.forgetReading();
    assertFalse(transcript.holds(ada("two", 2, 3)));
  }

  @Test
  void aJoinBeginsAnEmptyOne() throws Exception {
    read(ada("one", 1, 2));
    transcript.reset();
    assertEquals(List.of(ada("one", 1, 2)), read(ada("one", 1, 2)));
  }

  @Test
  void otherAnswersAreNoTranscript() {
    assertThrows(IOException.class, () -> transcript.update("Ada: hello"));
    assertThrows(IOException.class, () -> transcript.update("{}"));
    assertThrows(IOException.class, () -> transcript.update(""));
  }
}
