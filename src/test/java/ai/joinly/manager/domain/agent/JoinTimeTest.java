package ai.joinly.manager.domain.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.joinly.manager.domain.InvalidFieldsException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JoinTimeTest {
  private static final Instant NINE = Instant.parse("2026-12-01T09:00:00Z");

  @Test
  void readsTimesWithTheirOffset() {
    for (String nine :
        List.of(
            "2026-12-01T09:00:00Z",
            "2026-12-01t09:00:00z",
            "2026-12-01T09:00Z",
            "2026-12-01T10:00:00+01:00",
            "2026-12-01T03:30:00.000000-05:30",
            "2026-12-01T09:00:00.000999Z")) {
      assertEquals(Optional.of(NINE), JoinTime.parse(nine), nine);
    }
  }

  @Test
  void readsNoOtherTimes() {
    for (String bad :
        List.of(
            "",
            "9:00",
            "2026-12-01",
            "2026-12-01T09:00:00",
            "2026-12-01 09:00:00Z",
            "2026-02-29T09:00:00Z",
            "2026-12-01T24:00:01Z",
            "2026-12-01T09:00:00+25:00",
            "2026-12-01T09:00:00 Europe/Berlin",
            "1999-12-01T09:00:00Z",
            "9999-12-01T09:00:00Z",
            "+12026-12-01T09:00:00Z",
            "1796115600")) {
      assertEquals(Optional.empty(), JoinTime.parse(bad), bad);
    }
  }

  @Test
  void isOverAnHourLaterUnlessItSaysWhen() {
    assertEquals(
        Instant.parse("2026-12-01T10:00:00Z"), new JoinTime(NINE, Optional.empty()).deadline());
    Instant end = Instant.parse("2026-12-01T09:00:00.001Z");
    assertEquals(end, new JoinTime(NINE, Optional.of(end)).deadline());
    InvalidFieldsException refused =
        assertThrows(InvalidFieldsException.class, () -> new JoinTime(NINE, Optional.of(NINE)));
    assertEquals("join_until must be later than join_at", refused.getMessage());
  }
}
