package ai.joinly.manager.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How moments are spelled. */
class JsonTest {
  private static final DateTimeFormatter JDK =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000Z",
        "2026-11-25T09:08:07.006Z",
        "2024-02-29T23:59:59.999Z",
        "1969-12-31T23:59:59.001Z",
        "0001-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z"
      })
  void momentsHaveThreeDecimals(String text) {
    assertEquals(text, Json.timestamp(Instant.parse(text)));
  }

  @Test
  void momentsAreSpelledAsTheJdkSpellsThem() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      Instant moment =
          Instant.ofEpochSecond(
              random.nextLong(-100_000_000_000L, 300_000_000_000L), random.nextInt(1_000_000_000));
      assertEquals(JDK.format(moment), Json.timestamp(moment));
    }
  }
}
