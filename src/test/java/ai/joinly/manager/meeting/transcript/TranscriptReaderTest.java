package ai.joinly.manager.meeting.transcript;

import static ai.joinly.manager.meeting.transcript.Transcripts.json;
import static ai.joinly.manager.meeting.transcript.Transcripts.own;
import static ai.joinly.manager.meeting.transcript.Transcripts.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptReaderTest {
  private String transcript = "";
  private final GrownText text = new GrownText(() -> transcript);
  private final TranscriptReader reader = new TranscriptReader(text, () -> "", () -> 0);

  private List<Segment> read(String now) throws Exception {
    transcript = now;
    return reader.read();
  }

  /** Segments with equal ones among them. */
  private static List<Segment> many(int count) {
    return IntStream.range(0, count).mapToObj(i -> said("w" + i % 3, Math.floorDiv(i, 7))).toList();
  }

  @Test
  void givesEachSegmentOnceAlsoOneInFrontOfThoseRead() throws Exception {
    assertEquals(List.of(said("b", 2)), read(json(said("b", 2))));
    assertEquals(
        List.of(said("a", 1), own("c", 3)), read(json(said("a", 1), said("b", 2), own("c", 3))));
    assertEquals(List.of(), read(json(said("a", 1), said("b", 2), own("c", 3))));
  }

  @Test
  void givesOneWhoSpeaksAtTheMomentOfTheJoinAndOneWithoutLength() throws Exception {
    Segment first = new Segment("Hi", 0, 0, Optional.empty(), Role.PARTICIPANT);
    assertEquals(List.of(first), read(json(first)));
  }

  /** A server may give far more at once than anybody has said. */
  @Test
  void takesWhatIsNewInPortions() throws Exception {
    List<Segment> all = IntStream.range(0, 12_000).mapToObj(i -> said("w" + i, i)).toList();
    List<Segment> read = new ArrayList<>();
    transcript = json(all);
    do {
      List<Segment> portion = reader.read();
      assertTrue(portion.size() <= 5_000);
      read.addAll(portion);
    } while (reader.hasMore());
    assertEquals(all, read);
    assertEquals(List.of(), reader.read());
    transcript = json(IntStream.range(0, 12_003).mapToObj(i -> said("w" + i, i)).toList());
    assertEquals(3, reader.read().size());
  }

  @Test
  void takesLongSegmentsInPortionsAndCutsThoseThatNobodySpoke() throws Exception {
    List<Segment> all =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    new Segment(
                        i + "x".repeat(100_000),
                        i,
                        i,
                        Optional.of("Ada".repeat(1_000)),
                        Role.PARTICIPANT))
            .toList();
    List<Segment> read = new ArrayList<>();
    transcript = json(all);
    do {
      read.addAll(reader.read());
      assertTrue(read.size() <= 16 || !reader.hasMore());
    } while (reader.hasMore());
    assertEquals(20, read.size());
    assertEquals(Segment.MAX_TEXT + 1, read.getFirst().text().length());
    assertEquals(201, read.getFirst().speaker().orElseThrow().length());
    assertEquals(List.of(), reader.read());
  }

  @Test
  void goesOnWhereTheLastReadingEnded() throws Exception {
    Segment yes = said("yes", 1);
    read(json(yes, said("no", 2)));
    assertEquals(List.of(said("x", 3)), read(json(yes, said("no", 2), said("x", 3))));
    assertEquals(
        List.of(yes, said("y", 5)),
        read(json(yes, said("no", 2), said("x", 3), yes, said("y", 5))));
    assertEquals(List.of(), read(json(yes, said("no", 2), said("x", 3), yes, said("y", 5))));
    assertEquals(List.of(), read(json(said("x", 3), yes)));
    assertEquals(List.of(said("z", 9)), read(json(said("x", 3), yes, said("z", 9))));
  }

  @Test
  void readsAllAnewWhereTheEndOrTheBeginningChanged() throws Exception {
    read(json(said("a", 1), said("b", 2)));
    assertEquals(List.of(said("B", 2)), read(json(said("a", 1), said("B", 2))));
    assertEquals(
        List.of(said("A", 1), said("c", 3)), read(json(said("A", 1), said("B", 2), said("c", 3))));
    String spaced =
        json(said("A", 1), said("B", 2), said("c", 3), said("d", 4)).replace("},{", "} ,\n{");
    assertEquals(List.of(said("d", 4)), read(spaced));
    assertEquals(List.of(), read(spaced + " "));
  }

  @Test
  void aRestThatCannotBeReadIsAskedForAgain() throws Exception {
    String one = json(said("a", 1));
    read(one);
    String broken = json(said("a", 1), said("b", 2)).replace("]}", "");
    assertThrows(IOException.class, () -> read(broken));
    assertEquals(List.of(said("b", 2)), read(json(said("a", 1), said("b", 2))));
  }

  @Test
  void countsEqualSegments() throws Exception {
    Segment yes = said("yes", 1);
    assertEquals(List.of(yes), read(json(yes)));
    assertEquals(List.of(yes), read(json(yes, yes)));
    assertEquals(List.of(), read(json(yes, yes)));
    assertEquals(List.of(yes), read(json(yes, said("x", 2), yes, yes)).subList(1, 2));
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
    assertEquals(List.of(s), read(json(s)));
    assertEquals(all.subList(1, all.size()), read(json(all)));
  }

  @Test
  void whatIsSettledIsNotReadAgain() throws Exception {
    List<Segment> all = many(600);
    read(json(all.subList(0, 400)));
    long whole = text.given;
    for (int end = 401; end <= 600; end++) {
      assertEquals(all.subList(end - 1, end), read(json(all.subList(0, end))));
      assertEquals(json(all.subList(0, end)).length(), reader.length());
    }
    assertTrue(text.given - whole < 200 * 10 * 100, () -> "too much: " + text.given);
  }

  @Test
  void aSegmentThatComesLateIsFoundAmongTheLastAndFarInFrontOfThem() throws Exception {
    List<Segment> all = new ArrayList<>(many(500));
    read(json(all));
    for (int at : new int[] {500, 497, 494, 300, 0, 490}) {
      Segment late = said("late", at);
      all.add(at, late);
      assertEquals(List.of(late), read(json(all)));
    }
    long whole = text.given;
    for (int behind : new int[] {0, 2, 4, 6}) {
      int at = all.size() - behind;
      Segment late = said("a little late", at);
      all.add(at, late);
      assertEquals(List.of(late), read(json(all)));
    }
    assertTrue(text.given - whole < 4 * 15 * 100, () -> "too much: " + text.given);
    all.removeLast();
    assertEquals(List.of(), read(json(all)));
    assertEquals(List.of(said("z", 9)), read(json(said("w0", 0), said("z", 9))));
  }

  @Test
  void aSettledPartMayBeFollowedBySpaceAndByNothing() throws Exception {
    List<Segment> all = many(50);
    assertEquals(all.subList(0, 40), read(spaced(all.subList(0, 40))));
    long whole = text.given;
    assertEquals(all.subList(40, 41), read(spaced(all.subList(0, 41))));
    assertEquals(List.of(), read(spaced(all.subList(0, 41)) + " "));
    assertTrue(text.given - whole < 2 * 10 * 100, () -> "too much: " + text.given);
    assertEquals(List.of(), read(spaced(all.subList(0, 33))), "the settled part alone");
    assertEquals(all.subList(41, 45), read(spaced(all.subList(0, 45))));
  }

  private static String spaced(List<Segment> segments) {
    return json(segments).replace("},{", "} ,\n{");
  }

  @Test
  void aRestThatIsNoneIsReadAsAWholeOnce() throws Exception {
    List<Segment> all = many(50);
    read(json(all.subList(0, 40)));
    String unseparated = json(all).replaceFirst("(.*)\\},\\{", "$1}{");
    assertThrows(IOException.class, () -> read(unseparated));
    assertEquals(3, text.readings);
    assertEquals(all.subList(40, 50), read(json(all)));
    String other = json(all).substring(0, json(all.subList(0, 42)).length() - 2);
    assertThrows(IOException.class, () -> read(other + "{}]}"));
    assertEquals(List.of(), read(json(all)));
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
      List<Segment> fresh = read(json(transcript));
      total += fresh.size();
      got.addAll(fresh);
    }
    assertEquals(transcript.size(), total);
    assertEquals(new HashSet<>(transcript), got);
  }

  @Test
  void aJoinBeginsAnew() throws Exception {
    read(json(said("a", 1)));
    reader.reset();
    assertEquals(List.of(said("a", 1)), read(json(said("a", 1))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"segments\":5}",
        "{\"segments\":[{\"text\":\"a\"},{\"te",
      })
  void aBrokenReadingIsRefusedWhole(String text) throws Exception {
    assertThrows(IOException.class, () -> read(text));
    Segment a = new Segment("a", 0, 0, Optional.empty(), Role.PARTICIPANT);
    assertEquals(List.of(a), read(json(a)));
  }

  @Test
  void livesWithFieldsItDoesNotKnow() throws Exception {
    assertEquals(
        List.of(new Segment("a", 1, 2, Optional.empty(), Role.PARTICIPANT)),
        read(
            """
            {"v":{"segments":[1]},"segments":[{"words":[{"x":1}],"text":"a","start":1,"end":2}]}"""));
  }

  @Test
  void countsManyHashes() {
    SegmentCounts counts = new SegmentCounts();
    List<Long> hashes = new ArrayList<>(new Random(3).longs(5_000).boxed().toList());
    hashes.addAll(List.of(0L, -1L, 1L << 32, 64L, 128L));
    hashes.forEach(counts::incrementReturned);
    Collections.shuffle(hashes, new Random(4));
    hashes.forEach(hash -> assertEquals(1, counts.returned(hash)));
    hashes.forEach(counts::incrementSettled);
    hashes.forEach(counts::incrementReturned);
    hashes.forEach(hash -> assertEquals(2, counts.returned(hash)));
    hashes.forEach(hash -> assertEquals(1, counts.settled(hash)));
    counts.clearSettled();
    hashes.forEach(hash -> assertEquals(0, counts.settled(hash)));
    hashes.forEach(hash -> assertEquals(2, counts.returned(hash)));
    assertEquals(5_005, counts.size());
    assertEquals(0, counts.returned(12345));
  }
}
