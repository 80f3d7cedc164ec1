package ai.joinly.manager.agent.participation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownMinuteTest {
  private static final Instant JOINED = Instant.parse("2026-03-01T10:58:40Z");
  private static final Instant LOOKED = Instant.parse("2026-03-01T11:01:05Z");

  @ParameterizedTest
  @CsvSource({
    "10:58 AM, true",
    "19:59, true",
    "7:00 PM, true",
    "11.01 Uhr, true",
    "2026-03-01T11:00:59Z, true",
    "10:57 AM, false",
    "11:02, false",
    "3:40 AM, false",
    "now, false",
    "1, false",
    "10:588, false"
  })
  void comparesTheMinuteInAnyTimeZone(String shown, boolean within) {
    assertEquals(within, ShownMinute.isWithin(Optional.of(shown), JOINED, LOOKED));
  }

  @Test
  void withoutATimeOrAfterAnHourNothingIsKnown() {
    assertEquals(false, ShownMinute.isWithin(Optional.empty(), JOINED, LOOKED));
    assertEquals(
        false, ShownMinute.isWithin(Optional.of("10:59"), JOINED, JOINED.plusSeconds(3_600)));
  }
}
