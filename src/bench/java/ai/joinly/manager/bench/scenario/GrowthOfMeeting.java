package ai.joinly.manager.bench.scenario;

import ai.joinly.manager.bench.harness.Figure;
import ai.joinly.manager.bench.harness.Results;
import ai.joinly.manager.bench.harness.Scenario;
import ai.joinly.manager.bench.harness.Unit;
import ai.joinly.manager.bench.harness.Workbench;
import java.io.IOException;
import java.util.Locale;

/** What one more segment costs when 100, 1,000 and 10,000 are there already. */
public final class GrowthOfMeeting implements Scenario {
  private static final int[] SIZES = {100, 1_000, 10_000};
  private static final int FURTHER = 400;
  private static final int WARM_UP = 2_000;
  private static final int FILLED_AT_ONCE = 50;

  @Override
  public String name() {
    return "growth-segments";
  }

  @Override
  public String about() {
    return "CPU of the manager for a further segment, each heard by itself";
  }

  /** A run is long, and tells of hundreds of segments. */
  @Override
  public int mostRuns() {
    return 1;
  }

  @Override
  public void run(Workbench workbench, Results results) throws IOException, InterruptedException {
    try (OneMeeting meeting = OneMeeting.join(workbench)) {
      meeting.hear(WARM_UP, 1);
      meeting.begin();
      int there = 0;
      for (int size : SIZES) {
        meeting.hear(size - there, FILLED_AT_ONCE);
        double cost = meeting.hear(FURTHER, 1);
        there = size + FURTHER;
        results.measured(
            Figure.plain(
                String.format(Locale.ROOT, "%,d segments there, a further one", size),
                Unit.MILLISECONDS),
            cost / 1_000);
      }
    }
  }
}
