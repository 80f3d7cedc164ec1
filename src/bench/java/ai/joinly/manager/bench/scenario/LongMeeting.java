package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.ProcessFigures;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Workbench;
import java.io.IOException;
import java.util.Locale;

/**
 * Ten hours of a segment a second, as fast as the manager takes them. Since a server answers with
 * the whole meeting each time, reading grows dearer; what a segment costs the manager must hardly.
 */
public final class LongMeeting implements Scenario {
  private static final int HOURS = 10;
  private static final int HOUR = 3_600;

  /** Spoken at once, since the server must write the whole meeting for each reading. */
  private static final int BATCH = 30;

  @Override
  public String name() {
    return "long-meeting";
  }

  @Override
  public String about() {
    return "ten hours of a segment a second, %d at once, each batch awaited".formatted(BATCH);
  }

  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    Figure heap = Figure.plain("live heap after hour 10", Unit.MEBIBYTES).beside("after hour 2");
    Figure cost =
        Figure.plain("CPU for 1,000 segments, hour 10", Unit.MILLISECONDS).beside("hour 2");
    try (OneMeeting meeting = OneMeeting.join(workbench)) {
      ProcessFigures figures = meeting.manager().figures();
      double second = 0;
      double last = 0;
      for (int hour = 1; hour <= HOURS; hour++) {
        last = meeting.hear(HOUR, BATCH);
        results.note(
            String.format(Locale.ROOT, "hour %d: %.0f ms of CPU for 1,000 segments", hour, last));
        if (hour == 2) { // the first still warms up
          second = last;
          results.baseline(cost, second);
          results.baseline(heap, figures.liveHeapKibibytes() / 1024.0);
        }
      }
      results.measured(cost, last);
      results.measured(Figure.atMost("hour 10 beside hour 2", Unit.RATIO, 1.2), last / second);
      results.measured(heap, figures.liveHeapKibibytes() / 1024.0);
    }
  }
}
