package ai.joinly.manager.domain.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.domain.analysis.MeetingCounts.Participant;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeetingCountsTest {
  private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

  private static MeetingCounts heard(
      MeetingCounts counts, String speaker, double start, double end, int seq) {
    return counts.heard(
        new Segment(
            "words",
            start,
            end,
            Optional.of(speaker).filter(name -> !name.isEmpty()),
            speaker.equals("Joe") ? Role.ASSISTANT : Role.PARTICIPANT),
        NINE.plusMillis(Math.round(start * 1_000)),
        seq,
        10);
  }

  private static List<String> names(MeetingCounts counts) {
    return counts.participants().stream().map(Participant::name).toList();
  }

  @Test
  void participantsStandInTheOrderOfTheirFirstWords() {
    MeetingCounts counts = MeetingCounts.NONE.joined(NINE, false);
    counts = heard(counts, "Bob", 10, 11, 1);
    counts = heard(counts, "Joe", 12, 13, 2);
    counts = heard(counts, "", 14, 15, 3);
    counts = heard(counts, "Cy", 20, 21, 4);
    assertEquals(List.of("Bob", "Cy"), names(counts));
    counts = heard(counts, "Ada", 5, 6, 5); // found late
    counts = heard(counts, "Cy", 8, 9, 6);
    assertEquals(List.of("Ada", "Cy", "Bob"), names(counts));
    assertEquals(60, counts.wordCount());
    assertEquals(6, counts.through());
    assertEquals(Optional.of(NINE), counts.startTime());
    assertEquals(Duration.ofSeconds(21), counts.duration());
  }

  @Test
  void aRejoinGoesOnAndANewStartIsAStayOfItsOwn() {
    MeetingCounts counts = heard(MeetingCounts.NONE.joined(NINE, false), "Ada", 50, 60, 1);
    Instant back = NINE.plusSeconds(120);
    assertEquals(counts, counts.joined(back, true));
    MeetingCounts nextDay = counts.joined(NINE.plus(Duration.ofDays(1)), false);
    assertEquals(Duration.ofSeconds(60), nextDay.duration());
    assertEquals(Optional.of(NINE), nextDay.startTime());
    assertEquals(Duration.ofSeconds(90), heard(nextDay, "Ada", 86_410, 86_430, 2).duration());
  }

  @Test
  void brokenTimesDoNoHarm() {
    MeetingCounts counts = MeetingCounts.NONE.joined(NINE, false);
    assertEquals(Duration.ofSeconds(10), heard(counts, "Ada", 10, 3, 1).duration());
    assertEquals(Duration.ofSeconds(3_610), heard(counts, "Ada", 10, 1e6, 1).duration());
    assertEquals(Duration.ofSeconds(15), heard(counts, "Ada", -10, 5, 1).duration());
    assertEquals(
        Optional.of(NINE.plusSeconds(7)), heard(MeetingCounts.NONE, "Ada", 7, 8, 1).startTime());
  }

  @Test
  void theCrowdIsLimited() {
    MeetingCounts counts = MeetingCounts.NONE;
    for (int i = 0; i < 600; i++) {
      counts = heard(counts, "Speaker " + i + "x".repeat(200), i, i, i + 1);
    }
    assertEquals(MeetingCounts.MAX_PARTICIPANTS, counts.participants().size());
    assertEquals(6_000, counts.wordCount());
  }

  @Test
  void findingsCheckThemselves() {
    ActionItem item =
        new ActionItem(
            "action_1",
            "Call",
            Optional.empty(),
            Optional.empty(),
            Priority.LOW,
            ItemStatus.PENDING,
            NINE);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Findings("", List.of(), List.of(item, item), List.of(), "", List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Findings("", List.of(" "), List.of(), List.of(), "", List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Topic("T", NINE, NINE.minusSeconds(1), "", List.of()));
    for (String id : List.of("action_0", "action_01", "1", "action_", "Action_1")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new ActionItem(
                  id,
                  "Call",
                  Optional.empty(),
                  Optional.empty(),
                  Priority.LOW,
                  ItemStatus.PENDING,
                  NINE),
          id);
    }
  }
}
