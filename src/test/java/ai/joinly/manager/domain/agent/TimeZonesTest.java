package ai.joinly.manager.domain.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeZonesTest {
  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlin", "UTC", "America/Argentina/Ushuaia", "Asia/Kolkata"})
  void ianaIdsAreZones(String id) {
    assertEquals(Optional.of(ZoneId.of(id)), TimeZones.parse(id));
  }

  @ParameterizedTest
  @CsvSource({
    "Berlin,Europe/Berlin",
    "europe/berlin,Europe/Berlin",
    "Europe/Berln,Europe/Berlin",
    "new york,America/New_York",
    "PST,America/Los_Angeles",
    "utc,UTC",
  })
  void anotherNameIsRefusedWithASuggestion(String id, String suggested) {
    assertEquals(Optional.empty(), TimeZones.parse(id));
    assertTrue(
        TimeZones.mustBe(id).endsWith("did you mean " + suggested + "?"), TimeZones.mustBe(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"+02:00", "UTC+2", "GMT+02:00", "Mars/Olympus", "Europe/Berlin\n"})
  void offsetsAndUnknownPlacesAreRefused(String id) {
    assertEquals(Optional.empty(), TimeZones.parse(id));
    assertTrue(TimeZones.mustBe(id).startsWith("must be " + TimeZones.ALLOWED));
  }

  @Test
  void aLongTextIsNotComparedWithEveryZone() {
    assertFalse(TimeZones.mustBe("x".repeat(1_000_000)).contains("did you mean"));
  }

  @Test
  void theLabelHasTheOffsetOfTheMoment() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertEquals(
        "Europe/Berlin (UTC+01:00)",
        TimeZones.label(berlin, Instant.parse("2026-03-29T00:59:59Z")));
    assertEquals(
        "Europe/Berlin (UTC+02:00)",
        TimeZones.label(berlin, Instant.parse("2026-03-29T01:00:00Z")));
    assertEquals("UTC", TimeZones.label(ZoneId.of("UTC"), Instant.EPOCH));
    assertEquals("Africa/Accra (UTC)", TimeZones.label(ZoneId.of("Africa/Accra"), Instant.EPOCH));
  }
}
