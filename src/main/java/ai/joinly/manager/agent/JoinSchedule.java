package ai.joinly.manager.agent;

import ai.joinly.manager.agent.session.ConnectionState;
import ai.joinly.manager.agent.session.ConnectionState.Connected;
import ai.joinly.manager.agent.session.ConnectionState.Idle;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.JoinTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Decides when a scheduled agent starts, joins its meeting, and is too late. An agent is scheduled
 * while it is {@code created}; it then starts early and waits, connected, for the time of the join.
 * Owned by the agent's thread.
 */
final class JoinSchedule {
  /** The next step of a scheduled agent. */
  enum Step {
    /** Nothing is due. */
    NONE,
    /** The agent connects to its meeting server, and takes capacity. */
    START,
    /** The connected agent joins its meeting. */
    JOIN,
    /** The meeting is likely to be over. */
    MISSED
  }

  /** The time of day can be set, so it is compared at least this often. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  /** Pause before the next attempt to start an agent that was refused. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** A later time is likely to be a mistake. */
  private static final Duration MAX_AHEAD = Duration.ofDays(366);

  // The time of day, which can jump.
  private final InstantSource clock;
  // For pauses.
  private final InstantSource waiting;
  // How long before the join the agent starts.
  private final Duration lead;
  private boolean closed;
  private Optional<Instant> retryAt = Optional.empty();
  private Optional<String> refusal = Optional.empty();

  JoinSchedule(AgentServices services) {
    this.clock = services.clock();
    this.waiting = services.waiting();
    this.lead = services.settings().agents().joinLead();
  }

  /**
   * Checks the time of a new schedule.
   *
   * @throws InvalidFieldsException when it is over, or too far ahead
   */
  static void requireAhead(JoinTime time, Instant now) {
    if (!time.deadline().isAfter(now)) {
      throw new InvalidFieldsException(
          List.of(
              time.until().isPresent()
                  ? new FieldError("join_until", "must be in the future")
                  : new FieldError(
                      "join_at",
                      "must not be more than an hour ago, unless join_until is in the future")));
    }
    if (time.at().isAfter(now.plus(MAX_AHEAD))) {
      throw new InvalidFieldsException(
          List.of(new FieldError("join_at", "must be within the next 366 days")));
    }
  }

  /** Returns what is due. */
  Step due(Agent agent, ConnectionState state) {
    Instant now = clock.instant();
    if (next(agent, state).filter(at -> !now.isBefore(at)).isEmpty()) {
      return Step.NONE;
    }
    if (agent.kept().joinTime().filter(time -> !now.isBefore(time.deadline())).isPresent()) {
      return Step.MISSED;
    }
    if (state instanceof Connected) {
      return Step.JOIN;
    }
    return retryAt.filter(at -> waiting.instant().isBefore(at)).isPresent()
        ? Step.NONE
        : Step.START;
  }

  /** Returns how long nothing is due; empty for an agent that is not scheduled. */
  Optional<Duration> nextPause(Agent agent, ConnectionState state) {
    return next(agent, state)
        .map(
            at -> {
              Duration pause = Duration.between(clock.instant(), at);
              Duration left =
                  pause.isPositive() || state instanceof Connected ? pause : untilRetry();
              return Collections.min(List.of(MAX_PAUSE, left));
            });
  }

  private Duration untilRetry() {
    Duration left =
        retryAt.map(at -> Duration.between(waiting.instant(), at)).orElse(Duration.ZERO);
    return left.isPositive() ? left : Duration.ZERO;
  }

  private Optional<Instant> next(Agent agent, ConnectionState state) {
    Optional<JoinTime> time = agent.kept().joinTime().filter(any -> !closed);
    if (agent.status() == AgentStatus.CREATED && state instanceof Idle) {
      return time.map(t -> t.at().minus(lead));
    }
    return state instanceof Connected ? time.map(JoinTime::at) : Optional.empty();
  }

  /** Notes an attempt to start the agent, which is repeated if it fails. */
  void tries() {
    retryAt = Optional.of(waiting.instant().plus(RETRY));
  }

  /** Notes why the agent could not start, and returns a line for its log if that is news. */
  Optional<String> refused(String reason) {
    boolean isKnown = refusal.equals(Optional.of(reason));
    refusal = Optional.of(reason);
    return isKnown
        ? Optional.empty()
        : Optional.of("The agent cannot start yet, and tries it again: " + reason);
  }

  /** Returns the reason why the agent is too late. */
  String missed(Agent agent) {
    JoinTime time = agent.kept().joinTime().orElseThrow();
    return "The agent was to join its meeting at %s, and could not until %s: %s"
        .formatted(
            time.at(),
            time.deadline(),
            refusal.orElse(
                "the manager did not run then; start the agent if the meeting is still running"));
  }

  /** Ends the schedule, since the manager is shutting down. */
  void close() {
    closed = true;
  }
}
