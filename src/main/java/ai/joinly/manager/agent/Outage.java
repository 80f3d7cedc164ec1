package ai.joinly.manager.agent;

import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.meeting.MeetingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * How long an agent has been without a session that lasts, when it tries again and when it gives
 * up. An outage ends only once a session was good for a while: one that is lost again at once
 * continues it, with a longer pause before the next try. Owned by the worker's thread.
 */
final class Outage {
  /** A session that was good for so long has ended the outage before it. */
  static final Duration LASTING = Duration.ofMinutes(1);

  private final JoinlySettings settings;
  private final InstantSource clock;
  private final Journal journal;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private boolean wasConnected;
  // Whether there is no session that works.
  private boolean missing;
  // Sessions that were lost in this outage.
  private int losses;
  private Optional<Instant> since = Optional.empty();
  private Optional<Instant> retryAt = Optional.empty();
  private Optional<Instant> goodSince = Optional.empty();
  private String lastTrouble = "";

  /**
   * @param clock for waiting: its moments are compared with each other only
   */
  Outage(JoinlySettings settings, InstantSource clock, Journal journal) {
    this.settings = settings;
    this.clock = clock;
    this.journal = journal;
  }

  /** An agent that starts is without a server until it is connected. */
  void beginFirst() {
    over();
    wasConnected = false;
    begin();
  }

  /** The server is missed from now on, if it was not before. */
  void begin() {
    missing = true;
    goodSince = Optional.empty();
    if (since.isEmpty()) {
      since = Optional.of(clock.instant());
    }
  }

  /** A session was lost; the next is asked for at once the first time, then after longer pauses. */
  void lost() {
    begin();
    losses++;
    retryAfter(losses == 1 ? backoff.next() : backoff.afterLosses(losses - 1));
  }

  /** There was a session: from now on a loss is worth more patience. */
  void connected() {
    wasConnected = true;
    retryAt = Optional.empty();
  }

  /** The agent is where it is meant to be; after a loss it is not shown as well before it hears. */
  void works() {
    missing = false;
    if (losses == 0) {
      end();
    }
  }

  /**
   * The session does what it is for. That ends an outage of one loss for those who look; one of
   * several is shown until a session lasts.
   */
  void good() {
    if (since.isEmpty()) {
      return;
    }
    goodSince = Optional.of(clock.instant());
    if (losses <= 1) {
      showEnd();
    }
  }

  /** Ends the outage if the session was good for long enough. */
  void endIfLasting() {
    if (lastingAt().filter(this::hasCome).isPresent()) {
      end();
    }
  }

  /** Whether it makes no sense to try again after such a failure. */
  boolean isHopeless(MeetingException.Category failure) {
    return !(failure.isPassing() || wasConnected) || isOverdue();
  }

  private void end() {
    showEnd();
    over();
  }

  private void showEnd() {
    lastTrouble = "";
    journal.shows(Hindrance.MEETING, Optional.empty());
    journal.sessionWorks();
  }

  /** Nothing is waited for any more. */
  void over() {
    missing = false;
    losses = 0;
    since = Optional.empty();
    retryAt = Optional.empty();
    goodSince = Optional.empty();
    lastTrouble = "";
    backoff.reset();
    journal.shows(Hindrance.MEETING, Optional.empty());
  }

  /** A session that could not be used is replaced: at once, then after growing pauses. */
  void retrySoon() {
    retryAfter(backoff.next());
  }

  void retryAfterPause() {
    Duration pause = backoff.next();
    retryAfter(pause.isZero() ? backoff.next() : pause);
  }

  private void retryAfter(Duration pause) {
    retryAt = Optional.of(clock.instant().plus(pause));
  }

  /** Whether it is time to try again; says so once. */
  boolean isRetryDue() {
    boolean due = retryAt.filter(this::hasCome).isPresent();
    if (due) {
      retryAt = Optional.empty();
    }
    return due;
  }

  boolean isOverdue() {
    return giveUpAt().filter(this::hasCome).isPresent();
  }

  /** When something is to be done next. */
  Optional<Instant> nextDeadline() {
    return Stream.of(retryAt, giveUpAt(), lastingAt())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
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
    return "Gave up after %s s %s. %s"
        .formatted(
            patience().toSeconds(),
            losses > 1 ? "without a session that lasts" : "without the meeting",
            lastTrouble)
        .strip();
  }

  private boolean hasCome(Instant moment) {
    return !clock.instant().isBefore(moment);
  }

  private Optional<Instant> giveUpAt() {
    return since.filter(start -> missing).map(start -> start.plus(patience()));
  }

  private Optional<Instant> lastingAt() {
    return goodSince.map(start -> start.plus(LASTING));
  }

  private Duration patience() {
    return wasConnected ? settings.giveUpAfter() : settings.connectWindow();
  }
}
