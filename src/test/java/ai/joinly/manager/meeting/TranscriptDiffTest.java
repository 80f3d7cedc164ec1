package ai.joinly.manager.meeting;

import static ai.joinly.manager.meeting.Transcripts.json;
import static ai.joinly.manager.meeting.Transcripts.own;
import static ai.joinly.manager.meeting.Transcripts.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptDiffTest {
  private final TranscriptDiff diff = new TranscriptDiff();

  @Test
  void givesEachSegmentOnceAlsoOneInFrontOfThoseRead() throws Exception {
    assertEquals(List.of(said("b", 2)), diff.update(json(said("b", 2))));
    assertEquals(
        List.of(said("a", 1), own("c", 3)),
        diff.update(json(said("a", 1), said("b", 2), own("c", 3))));
    assertEquals(List.of(), diff.update(json(said("a", 1), said("b", 2), own("c", 3))));
  }

  @Test
  void givesOneWhoSpeaksAtTheMomentOfTheJoinAndOneWithoutLength() throws Exception {
    Segment first = new Segment("Hi", 0, 0, Optional.empty(), Role.PARTICIPANT);
    assertEquals(List.of(first), diff.update(json(first)));
  }

  @Test
  void goesOnWhereTheLastReadingEnded() throws Exception {
    Segment yes = said("yes", 1);
    diff.update(json(yes, said("no", 2)));
    assertEquals(List.of(said("x", 3)), diff.update(json(yes, said("no", 2), said("x", 3))));
    assertEquals(
        List.of(yes, said("y", 5)),
        diff.update(json(yes, said("no", 2), said("x", 3), yes, said("y", 5))));
    assertEquals(List.of(), diff.update(json(yes, said("no", 2), said("x", 3), yes, said("y", 5))));
    assertEquals(List.of(), diff.update(json(said("x", 3), yes)));
    assertEquals(List.of(said("z", 9)), diff.update(json(said("x", 3), yes, said("z", 9))));
  }

  @Test
  void readsAllAnewWhereTheEndOrTheBeginningChanged() throws Exception {
    diff.update(json(said("a", 1), said("b", 2)));
    assertEquals(List.of(said("B", 2)), diff.update(json(said("a", 1), said("B", 2))));
    assertEquals(
        List.of(said("A", 1), said("c", 3)),
        diff.update(json(said("A", 1), said("B", 2), said("c", 3))));
    String spaced =
        json(said("A", 1), said("B", 2), said("c", 3), said("d", 4)).replace("},{", "} ,\n{");
    assertEquals(List.of(said("d", 4)), diff.update(spaced));
    assertEquals(List.of(), diff.update(spaced + " "));
  }

  @Test
  void aRestThatCannotBeReadIsAskedForAgain() throws Exception {
    String one = json(said("a", 1));
    diff.update(one);
    String broken = json(said("a", 1), said("b", 2)).replace("]}", "");
    assertThrows(IOException.class, () -> diff.update(broken));
    assertEquals(List.of(said("b", 2)), diff.update(json(said("a", 1), said("b", 2))));
  }

  @Test
  void countsEqualSegments() throws Exception {
    Segment yes = said("yes", 1);
    assertEquals(List.of(yes), diff.update(json(yes)));
    assertEquals(List.of(yes), diff.update(json(yes, yes)));
    assertEquals(List.of(), diff.update(json(yes, yes)));
    assertEquals(List.of(yes), diff.update(json(yes, said("x", 2), yes, yes)).subList(1, 2));
  }

  @Test
  void tellsSegmentsApartByEveryField() throws Exception {
    Segment s = new Segment("a", 1, 2, Optional.of("Ada"), Role.PARTICIPANT);
    List<Segment> all =
        List.of(
            s,
            new Segment("b", 1, 2, Optional.of("Ada"), Role.PARTICIPANT),
            new Segment("a", 1.001, 2, Optional.of("Ada"), Role.PARTICIPANT),
            new Segment("a", 1, 2.001, Optional.of("Ada"), Role.PARTICIPANT),
            new Segment("a", 1, 2, Optional.of("Ben"), Role.PARTICIPANT),
            new Segment("a", 1, 2, Optional.empty(), Role.PARTICIPANT),
            new Segment("a", 1, 2, Optional.of("Ada"), Role.ASSISTANT));
    assertEquals(List.of(s), diff.update(json(s)));
    assertEquals(all.subList(1, all.size()), diff.update(json(all)));
  }

  @Test
  void losesAndRepeatsNothingInAWholeDayOfSpeech() throws Exception {
    Random random = new Random(7);
    List<Segment> transcript = new ArrayList<>();
    Set<Segment> got = new HashSet<>();
    int total = 0;
    for (int reading = 0; reading < 60; reading++) {
      for (int i = 0; i < 100; i++) {
        Segment s = said("w" + random.nextInt(50), random.nextInt(1_000_000) / 1_000.0);
        transcript.add(random.nextInt(transcript.size() + 1), s);
      }
      List<Segment> fresh = diff.update(json(transcript));
      total += fresh.size();
      got.addAll(fresh);
    }
    assertEquals(transcript.size(), total);
    assertEquals(new HashSet<>(transcript), got);
  }

  @Test
  void aJoinBeginsAnew() throws Exception {
    diff.update(json(said("a", 1)));
    diff.reset();
    assertEquals(List.of(said("a", 1)), diff.update(json(said("a", 1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"segments\":5}",
        "{\"segments\":[5]}",
        "{\"segments\":[{\"text\":\"a\"},{\"te",
      })
  void aBrokenReadingIsRefusedWhole(String text) throws Exception {
    assertThrows(IOException.class, () -> diff.update(text));
    Segment a = new Segment("a", 0, 0, Optional.empty(), Role.PARTICIPANT);
    assertEquals(List.of(a), diff.update(json(a)));
  }

  @Test
  void livesWithFieldsItDoesNotKnow() throws Exception {
    assertEquals(
        List.of(new Segment("a", 1, 2, Optional.empty(), Role.PARTICIPANT)),
        diff.update(
            """
            {"v":{"segments":[1]},"segments":[{"words":[{"x":1}],"text":"a","start":1,"end":2}]}"""));
  }

  @Test
  void countsManyHashes() {
    HashCounts counts = new HashCounts();
    List<Long> hashes = new ArrayList<>(new Random(3).longs(5_000).boxed().toList());
    hashes.addAll(List.of(0L, -1L, 1L << 32, 64L, 128L));
    hashes.forEach(counts::increment);
    Collections.shuffle(hashes, new Random(4));
    hashes.forEach(hash -> assertEquals(1, counts.get(hash)));
    hashes.forEach(hash -> assertEquals(2, counts.increment(hash)));
    assertEquals(5_005, counts.size());
    assertEquals(0, counts.get(12345));
  }
}
