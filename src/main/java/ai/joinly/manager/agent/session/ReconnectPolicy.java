package ai.joinly.manager.agent.session;

import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.meeting.MeetingException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Decides when an agent without a session retries, and when it gives up. An outage ends only once a
 * session was good for a while: one that is lost at once continues it, with a longer pause before
 * the next attempt. Owned by the agent's thread.
 */
final class ReconnectPolicy {
  /** A session that was good for so long has ended the outage before it. */
  static final Duration LASTING = Duration.ofMinutes(1);

  private final JoinlySettings settings;
  private final InstantSource clock;
  private final AgentRecorder journal;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private boolean wasConnected;
  // Whether there is no session that works.
  private boolean missing;
  // Sessions that were lost in this outage.
  private int losses;
  private Optional<Instant> since = Optional.empty();
  private Optional<Instant> goodSince = Optional.empty();
  private String lastTrouble = "";

  /**
   * @param clock a clock for waiting: its instants are compared with each other only
   */
  ReconnectPolicy(JoinlySettings settings, InstantSource clock, AgentRecorder journal) {
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

  /** Begins an outage, unless one is under way. */
  void begin() {
    missing = true;
    goodSince = Optional.empty();
    if (since.isEmpty()) {
      since = Optional.of(clock.instant());
    }
  }

  /**
   * Counts a session that was lost.
   *
   * @return when to open the next: at once the first time, then after growing pauses
   */
  Instant retryAfterLoss() {
    begin();
    losses++;
    return in(losses == 1 ? backoff.next() : backoff.afterLosses(losses - 1));
  }

  /** Returns when to replace a session of no use: at once, then after growing pauses. */
  Instant retrySoon() {
    begin();
    return in(backoff.next());
  }

  /** Returns when to retry after an attempt that failed. */
  Instant retryAfterFailure() {
    Duration pause = backoff.next();
    return in(pause.isZero() ? backoff.next() : pause);
  }

  private Instant in(Duration pause) {
    return clock.instant().plus(pause);
  }

  /** Notes that there was a session: from now on it retries for longer. */
  void connected() {
    wasConnected = true;
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

  /** Returns whether to give up after such a failure. */
  boolean isHopeless(MeetingException.Category failure) {
    return !(failure.isPassing() || wasConnected) || isOverdue();
  }

  private void end() {
    showEnd();
    over();
  }

  private void showEnd() {
    lastTrouble = "";
    journal.shows(Impairment.MEETING, Optional.empty());
    journal.sessionWorks();
  }

  /** Ends the outage, since the agent needs no session any more. */
  void over() {
    missing = false;
    losses = 0;
    since = Optional.empty();
    goodSince = Optional.empty();
    lastTrouble = "";
    backoff.reset();
    journal.shows(Impairment.MEETING, Optional.empty());
  }

  /** Returns whether the outage has lasted too long. */
  boolean isOverdue() {
    return giveUpAt().filter(this::hasCome).isPresent();
  }

  /** Returns when the outage ends, by success or by giving up. */
  Optional<Instant> nextDeadline() {
    return Stream.of(giveUpAt(), lastingAt()).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /** Logs and shows {@code trouble}, unless it equals the last one. */
  void report(String trouble) {
    report("", trouble);
  }

  /**
   * As {@link #report(String)}.
   *
   * @param state what the agent does about it; not part of the {@link #verdict}
   */
  void report(String state, String trouble) {
    if (!trouble.equals(lastTrouble)) {
      lastTrouble = trouble;
      journal.sessionFails(state + trouble);
      journal.shows(Impairment.MEETING, Optional.of(state + trouble));
    }
  }

  /** Returns why the agent gives up. */
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
