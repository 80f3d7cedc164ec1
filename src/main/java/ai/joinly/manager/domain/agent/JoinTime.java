package ai.joinly.manager.domain.agent;

import ai.joinly.manager.domain.FieldChecks;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * When an agent joins its meeting.
 *
 * @param at the time of the join, in whole milliseconds
 * @param until when the meeting is likely to be over; empty for {@link #PATIENCE} after the join
 */
public record JoinTime(Instant at, Optional<Instant> until) {
  /** How long an agent that is late still joins, unless its configuration says otherwise. */
  public static final Duration PATIENCE = Duration.ofHours(1);

  /** The form of a time in a configuration. */
  public static final String FORM =
      "must be a time with its offset from UTC, such as 2026-12-01T09:00:00+01:00 or"
          + " 2026-12-01T08:00:00Z";

  private static final int MIN_YEAR = 2000;
  private static final int MAX_YEAR = 9999;

  public JoinTime {
    FieldChecks checks = new FieldChecks();
    checks.check(
        until.filter(end -> !end.isAfter(at)).isEmpty(),
        "join_until",
        "must be later than join_at");
    checks.done();
  }

  /** Reads an RFC 3339 time; empty if it is none. */
  public static Optional<Instant> parse(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      return time.getYear() >= MIN_YEAR && time.getYear() < MAX_YEAR
          ? Optional.of(time.toInstant().truncatedTo(ChronoUnit.MILLIS))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns when the agent gives up. */
  public Instant deadline() {
    return until.orElseGet(() -> at.plus(PATIENCE));
  }
}
