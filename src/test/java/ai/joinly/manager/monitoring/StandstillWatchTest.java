package ai.joinly.manager.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.logging.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class StandstillWatchTest {
  private long nanos;
  private Instant time = Instant.parse("2026-03-01T10:00:00Z");
  private final StandstillWatch watch = new StandstillWatch(() -> nanos, () -> time);

  private void pass(Duration even, Duration ofDay) {
    nanos += even.toNanos();
    time = time.plus(ofDay);
    watch.look();
  }

  @Test
  void onlyALongPauseIsTold() {
    try (CapturedLog log = new CapturedLog(StandstillWatch.class)) {
      pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
      pass(StandstillWatch.SHORTEST, StandstillWatch.SHORTEST);
      assertEquals(List.of(), log.messages());
      pass(Duration.ofSeconds(31), Duration.ofSeconds(31));
      assertTrue(log.messages().getFirst().startsWith("The process stood still for 30 s"));
      pass(Duration.ofSeconds(1), Duration.ofSeconds(1));
      assertEquals(1, log.messages().size());
    }
  }

  @Test
  void aMachineWhoseEvenClockStoodStillTooIsTold() {
    try (CapturedLog log = new CapturedLog(StandstillWatch.class)) {
      pass(Duration.ofSeconds(1), Duration.ofMinutes(10));
      assertTrue(log.messages().getFirst().startsWith("The clock went 599 s ahead"));
    }
  }
}
