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
 * Policy for reconnecting: decides when an agent without a session retries, and when it gives up.
 * An outage ends only after a session has worked for {@link #LASTING}. A session that is lost
 * earlier continues the outage, with a longer pause before the next attempt. Confined to the
 * agent's thread.
 */
final class ReconnectPolicy {
  /** How long a session must work to end the preceding outage. */
  static final Duration LASTING = Duration.ofMinutes(1);

  private final JoinlySettings settings;
  private final InstantSource clock;
  private final AgentRecorder journal;
  private final Backoff backoff = new Backoff(RandomGenerator.getDefault());
  private boolean wasConnected;
  // Whether there is no working session.
  private boolean missing;
  // Number of sessions lost in this outage.
  private int losses;
  private Optional<Instant> since = Optional.empty();
  private Optional<Instant> goodSince = Optional.empty();
  private String lastTrouble = "";

  /**
   * @param clock for waiting: its instants are compared only with each other
   */
  ReconnectPolicy(JoinlySettings settings, InstantSource clock, AgentRecorder journal) {
    this.settings = settings;
    this.clock = clock;
    this.journal = journal;
  }

  /** Starts the first outage: a new agent has no server until it is connected. */
  void beginFirst() {
    over();
    wasConnected = false;
    begin();
  }

  /** Starts an outage, unless one has already started. */
  void begin() {
    missing = true;
    goodSince = Optional.empty();
    if (since.isEmpty()) {
      since = Optional.of(clock.instant());
    }
  }

  /**
   * Counts a lost session.
   *
   * @return when to open the next session: immediately after the first loss, then after increasing
   *     pauses
   */
  Instant retryAfterLoss() {
    begin();
    losses++;
    return in(losses == 1 ? backoff.next() : backoff.afterLosses(losses - 1));
  }

  /** Returns when to replace an unusable session: immediately, then after increasing pauses. */
  Instant retrySoon() {
    begin();
    return in(backoff.next());
  }

  /** Returns when to retry after a failed attempt. */
  Instant retryAfterFailure() {
    Duration pause = backoff.next();
    return in(pause.isZero() ? backoff.next() : pause);
  }

  private Instant in(Duration pause) {
    return clock.instant().plus(pause);
  }

  /** Records that a session was open. From then on the agent retries for longer. */
  void connected() {
    wasConnected = true;
  }

  /**
   * Records that the agent is connected, or in its meeting, as configured. Ends the outage if no
   * session was lost in it; otherwise see {@link #good}.
   */
  void works() {
    missing = false;
    if (losses == 0) {
      end();
    }
  }

  /**
   * Records that the session works. If at most one session was lost, the outage is no longer shown.
   * After several losses it is shown until a session has worked for {@link #LASTING}.
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

  /** Ends the outage if the session has worked for {@link #LASTING}. */
  void endIfLasting() {
    if (lastingAt().filter(this::hasPassed).isPresent()) {
      end();
    }
  }

  /** Returns whether to give up after a failure of this category. */
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

  /** Ends the outage because the agent no longer needs a session. */
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
    return giveUpAt().filter(this::hasPassed).isPresent();
  }

  /** Returns when the outage ends, either by success or because the agent gives up. */
  Optional<Instant> nextDeadline() {
    return Stream.of(giveUpAt(), lastingAt()).flatMap(Optional::stream).min(Instant::compareTo);
  }

  /** Logs and shows {@code trouble}, unless it equals the last reported one. */
  void report(String trouble) {
    report("", trouble);
  }

  /**
   * As {@link #report(String)}.
   *
   * @param state prefix that describes the agent's reaction; not part of the {@link #verdict}
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

  private boolean hasPassed(Instant time) {
    return !clock.instant().isBefore(time);
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
