package ai.joinly.manager.agent.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.joinly.manager.config.AnalysisSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpdateScheduleTest {
  private static final Instant NINE = Instant.parse("2026-03-01T09:00:00Z");

  private final UpdateSchedule cadence =
      new UpdateSchedule(new AnalysisSettings(100, Duration.ofSeconds(30)));

  private static Optional<Instant> at(int seconds) {
    return Optional.of(NINE.plusSeconds(seconds));
  }

  @Test
  void enoughWordsWaitForTheIntervalOnly() {
    cadence.begin(NINE, 0);
    assertEquals(Optional.empty(), cadence.dueAt(0));
    cadence.onWords(NINE.plusSeconds(5), 100);
    assertEquals(at(30), cadence.dueAt(100));
  }

  @Test
  void fewWordsWaitFourTimesAsLong() {
    cadence.begin(NINE, 0);
    cadence.onWords(NINE.plusSeconds(50), 10);
    cadence.onWords(NINE.plusSeconds(60), 20);
    assertEquals(at(170), cadence.dueAt(20));
    assertEquals(at(30), cadence.dueAt(120));
  }

  @Test
  void afterAnAttemptBothBeginAnew() {
    cadence.begin(NINE, 0);
    cadence.onWords(NINE.plusSeconds(1), 500);
    cadence.onAttempt(NINE.plusSeconds(40), 500);
    assertEquals(at(70), cadence.dueAt(500));
    assertEquals(at(160), cadence.dueAt(99));
    cadence.onAttempt(NINE.plusSeconds(80), 0);
    assertEquals(Optional.empty(), cadence.dueAt(0));
    assertEquals(at(110), Optional.of(cadence.soon()));
  }

  @Test
  void wordsOfAFormerProcessWaitFromTheBeginning() {
    cadence.begin(NINE, 7);
    assertEquals(at(120), cadence.dueAt(7));
  }
}
