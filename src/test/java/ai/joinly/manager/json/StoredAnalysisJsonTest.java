package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.AnalysisProgress;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.MeetingCounts;
import ai.joinly.manager.domain.analysis.Priority;
import ai.joinly.manager.domain.analysis.Topic;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredAnalysisJsonTest {
  private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

  @Test
  void whatIsWrittenIsRead() {
    Analysis none = Analysis.none(NINE.plusNanos(123_456_000));
    assertEquals(Optional.of(none), StoredAnalysisJson.read(StoredAnalysisJson.write(none)));
    MeetingCounts counts =
        MeetingCounts.NONE
            .joined(NINE.minus(Duration.ofDays(1)), false)
            .joined(NINE, false)
            .heard(
                new Segment("Hi", 1, 2.5, Optional.of("Ada"), Role.PARTICIPANT),
                NINE.plusSeconds(1),
                7,
                1);
    Findings findings =
        new Findings(
            "Sum",
            List.of("Point"),
            List.of(
                new ActionItem(
                    "action_3",
                    "Call",
                    Optional.of("Ada"),
                    Optional.empty(),
                    Priority.HIGH,
                    ItemStatus.IN_PROGRESS,
                    NINE)),
            List.of(new Topic("T", NINE, NINE.plusSeconds(5), "S", List.of("Ada"))),
            "mixed",
            List.of("word"));
    Analysis full =
        Analysis.none(NINE)
            .with(counts, NINE.plusSeconds(9))
            .with(findings, new AnalysisProgress(5, 1, 3, 2, 7, true), NINE.plusSeconds(10));
    assertEquals(Optional.of(full), StoredAnalysisJson.read(StoredAnalysisJson.write(full)));
  }

  @Test
  void whatCannotBeReadIsNone() {
    for (String text : List.of("", "{}", "[]", "{\"start_time\":\"x\"}", "null")) {
      assertEquals(Optional.empty(), StoredAnalysisJson.read(text), text);
    }
  }
}
