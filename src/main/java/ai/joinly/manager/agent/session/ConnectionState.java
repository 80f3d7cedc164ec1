package ai.joinly.manager.agent.session;

import ai.joinly.manager.agent.RejoinPermit;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * State of an agent's connection to its meeting, with the data specific to that state. {@link
 * Connection} holds the current state; {@code docs/architecture.md} lists the transitions.
 */
public sealed interface ConnectionState {
  /** The agent is neither starting nor running. */
  sealed interface Inactive extends ConnectionState {}

  /** The agent has not been started, or has stopped. */
  record Idle() implements Inactive {}

  /** The agent is starting or running. It holds capacity. */
  sealed interface Active extends ConnectionState {
    /** Returns whether the agent is in its meeting, or joins it as soon as possible. */
    boolean joins();

    /** Returns the permit that limits concurrent rejoins after a restart of the manager. */
    default RejoinPermit permit() {
      return RejoinPermit.NONE;
    }
  }

  /** A child task waits for the server. The task has its own time limits. */
  sealed interface Attempting extends Active {
    Thread task();
  }

  /**
   * A session is being opened, or a session of a former process is being resumed.
   *
   * @param recovered the session to resume
   */
  record Opening(
      TaskScope scope,
      Thread task,
      boolean joins,
      Optional<KnownSession> recovered,
      RejoinPermit permit)
      implements Attempting {}

  /**
   * There is no session. The next attempt to open one starts at {@code retryAt}.
   *
   * @param recovered the session to resume
   */
  record Reconnecting(
      Instant retryAt, boolean joins, Optional<KnownSession> recovered, RejoinPermit permit)
      implements Active {}

  /** A session is open. */
  sealed interface Online extends Active {
    MeetingSession session();

    /** Returns the scope of the session's reports. */
    TaskScope scope();
  }

  /** A session is open. The agent waits for the command to join. */
  record Connected(MeetingSession session, TaskScope scope) implements Online {
    @Override
    public boolean joins() {
      return false;
    }
  }

  /** The meeting is being joined. */
  record Joining(MeetingSession session, TaskScope scope, Thread task, RejoinPermit permit)
      implements Online, Attempting {
    @Override
    public boolean joins() {
      return true;
    }
  }

  /**
   * The agent is in its meeting.
   *
   * @param joinedAt the origin of the times in the transcript
   */
  record InMeeting(MeetingSession session, TaskScope scope, Instant joinedAt) implements Online {
    @Override
    public boolean joins() {
      return true;
    }
  }

  /**
   * Sessions are being ended.
   *
   * @param scope the scope of the last session's remaining reports
   * @param joinedAt the origin of the times in these reports
   * @param deadline when the agent counts as stopped even if a server has not confirmed the end
   * @param deletes whether the agent is deleted afterwards
   * @param replies completed when the agent has stopped
   */
  record Leaving(
      TaskScope scope,
      Instant joinedAt,
      Instant deadline,
      boolean deletes,
      List<CompletableFuture<Boolean>> replies)
      implements Inactive {
    public Leaving {
      replies = List.copyOf(replies);
    }

    /** Returns this state with an additional caller that waits for the end. */
    public Leaving with(CompletableFuture<Boolean> reply, boolean deletion) {
      List<CompletableFuture<Boolean>> all = new ArrayList<>(replies);
      all.add(reply);
      return new Leaving(scope, joinedAt, deadline, deletes || deletion, all);
    }
  }

  /** The agent is deleted, or remains in its meeting for the next process. */
  record Gone() implements Inactive {}

  /** Returns the states that can follow this one. */
  default Set<Class<? extends ConnectionState>> successors() {
    return switch (this) {
      case Idle idle -> Set.of(Opening.class, Leaving.class, Gone.class);
      case Opening opening ->
          Set.of(
              Connected.class,
              Joining.class,
              InMeeting.class,
              Reconnecting.class,
              Leaving.class,
              Gone.class);
      case Reconnecting reconnecting -> Set.of(Opening.class, Leaving.class, Gone.class);
      case Connected connected ->
          Set.of(Joining.class, Reconnecting.class, Leaving.class, Gone.class);
      case Joining joining ->
          Set.of(InMeeting.class, Reconnecting.class, Leaving.class, Gone.class);
      case InMeeting inMeeting -> Set.of(Reconnecting.class, Leaving.class, Gone.class);
      case Leaving leaving -> Set.of(Leaving.class, Idle.class, Gone.class);
      case Gone gone -> Set.of();
    };
  }

  /** Returns the scope of the reports of this state's session; empty without a session. */
  default Optional<TaskScope> reports() {
    return switch (this) {
      case Opening opening -> Optional.of(opening.scope());
      case Online online -> Optional.of(online.scope());
      case Leaving leaving -> Optional.of(leaving.scope());
      case Idle idle -> Optional.empty();
      case Reconnecting reconnecting -> Optional.empty();
      case Gone gone -> Optional.empty();
    };
  }
}
