package ai.joinly.manager.agent;

import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.meeting.MeetingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long an agent has been without its meeting server, when it tries again and when it gives up.
 * Owned by the worker's thread.
 */
final class Outage {
  private final JoinlySettings settings;
  private final Clock clock;
  private final Journal journal;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private boolean wasConnected;
  private Optional<Instant> since = Optional.empty();
  private Optional<Instant> retryAt = Optional.empty();
  private String lastTrouble = "";

  Outage(JoinlySettings settings, Clock clock, Journal journal) {
    this.settings = settings;
    this.clock = clock;
    this.journal = journal;
  }

  /** An agent that starts is without a server until it is connected. */
  void beginFirst() {
    over();
    wasConnected = false;
    since = Optional.of(clock.instant());
  }

  /** The server is missed from now on, if it was not before. */
  void begin() {
    if (since.isEmpty()) {
      since = Optional.of(clock.instant());
    }
  }

  /** There was a session: from now on a loss is worth more patience. */
  void connected() {
    wasConnected = true;
    retryAt = Optional.empty();
  }

  /** Whether it makes no sense to try again after such a failure. */
  boolean isHopeless(MeetingException.Category failure) {
    return !(failure.isPassing() || wasConnected) || isOverdue();
  }

  void over() {
    since = Optional.empty();
    retryAt = Optional.empty();
    lastTrouble = "";
    backoff.reset();
    journal.shows(Hindrance.MEETING, Optional.empty());
  }

  /** The first time at once, then after growing pauses. */
  void retrySoon() {
    retryAt = Optional.of(clock.instant().plus(backoff.next()));
  }

  void retryAfterPause() {
    Duration pause = backoff.next();
    retryAt = Optional.of(clock.instant().plus(pause.isZero() ? backoff.next() : pause));
  }

  /** Whether it is time to try again; says so once. */
  boolean isRetryDue() {
    boolean due = retryAt.isPresent() && !clock.instant().isBefore(retryAt.get());
    if (due) {
      retryAt = Optional.empty();
    }
    return due;
  }

  boolean isOverdue() {
    return giveUpAt().isPresent() && !clock.instant().isBefore(giveUpAt().get());
  }

  /** When something is to be done next. */
  Optional<Instant> nextDeadline() {
    Optional<Instant> giveUp = giveUpAt();
    return retryAt.isPresent() && (giveUp.isEmpty() || retryAt.get().isBefore(giveUp.get()))
        ? retryAt
        : giveUp;
  }

  /** Logs and shows {@code trouble}, unless it was the last. */
  void tell(String trouble) {
    tell("", trouble);
  }

  /**
   * As {@link #tell(String)}.
   *
   * @param state what the agent does about it; not part of the {@link #verdict}
   */
  void tell(String state, String trouble) {
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      journal.sessionFails(state + trouble);
      journal.shows(Hindrance.MEETING, Optional.of(state + trouble));
    }
  }

  /** Why the agent gives up. */
  String verdict() {
    return "Gave up after %d s without the meeting. %s"
        .formatted(patience().toSeconds(), lastTrouble)
        .strip();
  }

  private Optional<Instant> giveUpAt() {
    return since.map(start -> start.plus(patience()));
  }

  private Duration patience() {
    return wasConnected ? settings.giveUpAfter() : settings.connectWindow();
  }
}
