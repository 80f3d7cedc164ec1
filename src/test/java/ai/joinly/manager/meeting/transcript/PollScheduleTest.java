package ai.joinly.manager.meeting.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.meeting.transcript.PollSchedule.Need;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PollScheduleTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();

  @Test
  void pollsBecomeRarerInSilence() {
    PollSchedule polls = schedule();
    polls.activity(0);
    assertEquals(1_000 * MILLI, polls.next());
    polls.silence(polls.next(), Need.SOME);
    assertEquals(2_500 * MILLI, polls.next());
    polls.silence(polls.next(), Need.ALL);
    assertEquals(3_500 * MILLI, polls.next());
  }

  @Test
  void rarePollsOfManySessionsFallOnFewMoments() {
    Set<Long> moments = new TreeSet<>();
    for (int session = 0; session < 100; session++) {
      long joined = session * MILLI - 50 * MILLI; // a ticker may be below zero
      PollSchedule polls = schedule();
      polls.activity(joined);
      long before = joined;
      for (int i = 0; i < 20; i++) {
        before = polls.next();
        polls.silence(before, Need.LITTLE);
      }
      long interval = polls.next() - before;
      assertTrue(interval >= 30_000 * MILLI && interval <= 30_100 * MILLI, "after " + interval);
      moments.add(polls.next());
    }
    assertTrue(moments.size() <= 3, moments.toString());
  }

  private static PollSchedule schedule() {
    return new PollSchedule(Duration.ofSeconds(1), Duration.ofSeconds(15));
  }
}
