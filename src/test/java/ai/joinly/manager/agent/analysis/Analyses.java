package ai.joinly.manager.agent.analysis;

import ai.joinly.manager.agent.analysis.TranscriptWindow.Line;
import ai.joinly.manager.domain.analysis.ActionItem;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.analysis.AnalysisProgress;
import ai.joinly.manager.domain.analysis.Findings;
import ai.joinly.manager.domain.analysis.ItemStatus;
import ai.joinly.manager.domain.analysis.MeetingCounts;
import ai.joinly.manager.domain.analysis.Priority;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Analyses for tests. */
final class Analyses {
  static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

  private Analyses() {}

  static ActionItem item(int number, String description) {
    return new ActionItem(
        ActionItem.idOf(number),
        description,
        Optional.empty(),
        Optional.empty(),
        Priority.MEDIUM,
        ItemStatus.PENDING,
        NINE);
  }

  /** After an hour of meeting, of which the last minutes are to be analysed. */
  static Analysis anHour(Findings findings, long lastItem) {
    MeetingCounts counts =
        MeetingCounts.NONE
            .joined(NINE, false)
            .heard(segment("Hello", 3_599, 3_600), NINE.plusSeconds(3_599), 9, 1);
    return Analysis.none(NINE)
        .with(counts, NINE)
        .with(findings, new AnalysisProgress(1, 0, lastItem, 0, 0, false), NINE);
  }

  static Segment segment(String text, double start, double end) {
    return new Segment(text, start, end, Optional.of("Ada"), Role.PARTICIPANT);
  }

  /** Said in the fiftieth minute. */
  static TranscriptWindow said() {
    return new TranscriptWindow(
        9,
        5,
        List.of(
            new Line(
                NINE.plusSeconds(3_000),
                NINE.plusSeconds(3_030),
                segment("Words.", 3_000, 3_030))));
  }
}
