package ai.joinly.manager.agent.session;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.agent.RejoinPermit;
import ai.joinly.manager.agent.conversation.StoredTranscript;
import ai.joinly.manager.agent.session.ConnectionState.Active;
import ai.joinly.manager.agent.session.ConnectionState.Attempting;
import ai.joinly.manager.agent.session.ConnectionState.Connected;
import ai.joinly.manager.agent.session.ConnectionState.InMeeting;
import ai.joinly.manager.agent.session.ConnectionState.Inactive;
import ai.joinly.manager.agent.session.ConnectionState.Joining;
import ai.joinly.manager.agent.session.ConnectionState.Leaving;
import ai.joinly.manager.agent.session.ConnectionState.Online;
import ai.joinly.manager.agent.session.ConnectionState.Opening;
import ai.joinly.manager.agent.session.ConnectionState.Reconnecting;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Supervisor of an active agent's session: opens it, joins the meeting, replaces a lost session,
 * and gives up when that takes too long. At most one session exists at a time: before a new one is
 * opened, the server must confirm the end of all former ones. Confined to the agent's thread. Child
 * tasks wait for the network.
 */
public final class SessionSupervisor {
  private static final System.Logger LOGGER = System.getLogger(SessionSupervisor.class.getName());
  private static final Duration ORPHAN_END_LIMIT = Duration.ofSeconds(5);

  private final AgentContext context;
  private final Connection connection;
  private final MeetingServer server;
  private final SessionRecords records;
  private final AgentRecorder journal;
  private final SessionOwner owner;
  private final ReconnectPolicy policy;
  // Sessions that are no longer used and whose end the server has not confirmed.
  private final List<EndableSession> orphans = new ArrayList<>();

  public SessionSupervisor(
      AgentContext context, Connection connection, SessionRecords records, SessionOwner owner) {
    this.context = context;
    this.connection = connection;
    this.server = context.services().meetings();
    this.records = records;
    this.journal = context.journal();
    this.owner = owner;
    this.policy =
        new ReconnectPolicy(
            context.services().settings().joinly(), context.services().waiting(), journal);
  }

  /**
   * Returns the origin of the times in the current transcript. The join may not have been reported
   * to this thread at the time of the call.
   */
  public Instant joinedAt() {
    return switch (connection.state()) {
      case InMeeting state -> state.joinedAt();
      case Leaving state -> state.joinedAt();
      case Online state -> records.joinedAt(state.session().id()).orElse(Instant.EPOCH);
      case Opening state -> state.recovered().flatMap(KnownSession::joinedAt).orElse(Instant.EPOCH);
      case Reconnecting state -> Instant.EPOCH;
      case Inactive state -> Instant.EPOCH;
    };
  }

  /** Returns whether a former session may still exist on the server. */
  public boolean hasOrphans() {
    return !orphans.isEmpty();
  }

  /** Returns when {@link #onTime} must be called next. */
  public Optional<Instant> nextDeadline() {
    return switch (connection.state()) {
      case Reconnecting state ->
          Stream.of(Optional.of(state.retryAt()), policy.nextDeadline())
              .flatMap(Optional::stream)
              .min(Instant::compareTo);
      case Connected state -> policy.nextDeadline();
      case InMeeting state -> policy.nextDeadline();
      case Attempting state -> Optional.empty();
      case Inactive state -> Optional.empty();
    };
  }

  /** Opens the first session, then joins the meeting if {@code joins}. */
  public void start(boolean joins) {
    policy.beginFirst();
    open(joins, Optional.empty(), RejoinPermit.NONE);
  }

  /** Continues an agent of a former process. */
  public void resume(Optional<KnownSession> live, RejoinPermit permit) {
    if (live.isEmpty() && journal.agent().meetingStatus() == MeetingStatus.JOINED) {
      journal.meeting(MeetingStatus.REJOINING);
    }
    policy.beginFirst();
    policy.connected();
    open(journal.wantsMeeting(), live, permit);
  }

  /** Adds sessions of a former process that must be ended. */
  public void addOrphans(List<KnownSession> sessions) {
    sessions.forEach(session -> orphans.add(server.leftOver(session, records)));
  }

  /** Ends all orphaned sessions. */
  public void endOrphans() {
    orphans.forEach(this::end);
  }

  /** Joins the meeting with the session of {@code state}. */
  public void join(Connected state) {
    join(state.session(), state.scope(), RejoinPermit.NONE);
  }

  private void join(MeetingSession session, TaskScope scope, RejoinPermit permit) {
    if (journal.agent().meetingStatus() != MeetingStatus.REJOINING) {
      journal.meeting(MeetingStatus.JOINING);
    }
    journal.info("Joining the meeting");
    Thread task =
        attempt(
            "join",
            () -> {
              session.join();
              scope.execute(this::onJoined);
            },
            cause -> scope.execute(() -> onJoinFailed(cause)));
    connection.become(new Joining(session, scope, task, permit));
  }

  /**
   * Ends all sessions.
   *
   * @param deadline when the agent counts as stopped even if a server has not confirmed the end
   * @param deletes whether the agent is deleted afterwards
   * @param replies completed when the agent has stopped
   */
  public void leave(Instant deadline, boolean deletes, List<CompletableFuture<Boolean>> replies) {
    ConnectionState state = connection.state();
    policy.over();
    journal.sessionOver();
    interruptAttempt();
    switch (state) {
      case Opening opening -> addOrphans(opening.recovered().stream().toList());
      case Reconnecting waiting -> addOrphans(waiting.recovered().stream().toList());
      case Online online -> orphans.add(online.session());
      case Inactive inactive -> {}
    }
    TaskScope reports = state.reports().orElseGet(context.executor()::newScope);
    connection.become(new Leaving(reports, joinedAt(), deadline, deletes, replies));
    endOrphans();
  }

  /** Detaches from the session without ending it, so that the next process can resume it. */
  public void detach() {
    interruptAttempt();
    if (connection.state() instanceof Online online) {
      online.session().detach();
    }
  }

  private void interruptAttempt() {
    if (connection.state() instanceof Attempting attempting) {
      attempting.task().interrupt();
    }
  }

  /** Ends the outage, if there is one, because the agent has left its meeting. */
  public void onLeft() {
    journal.shows(Impairment.HEARING, Optional.empty());
    policy.over();
  }

  /** Retries or gives up if that is due. */
  public void onTime() {
    switch (connection.state()) {
      case Reconnecting state -> {
        if (!checkOutage() && !context.services().waiting().instant().isBefore(state.retryAt())) {
          open(state.joins(), state.recovered(), state.permit());
        }
      }
      case Connected state -> checkOutage();
      case InMeeting state -> checkOutage();
      case Attempting state -> {}
      case Inactive state -> {}
    }
  }

  /** Returns whether the agent has given up. */
  private boolean checkOutage() {
    policy.endIfLasting();
    boolean overdue = policy.isOverdue();
    if (overdue) {
      owner.onGivenUp(policy.verdict());
    }
    return overdue;
  }

  private void open(boolean joins, Optional<KnownSession> recovered, RejoinPermit permit) {
    TaskScope scope = context.executor().newScope();
    List<EndableSession> former = List.copyOf(orphans);
    ServerCall call =
        recovered.isPresent()
            ? () -> resume(scope, recovered.get())
            : () -> open(scope, former, permit);
    Thread task =
        attempt(
            recovered.isPresent() ? "take-up" : "connect",
            call,
            cause -> scope.execute(() -> onOpenFailed(cause)));
    connection.become(new Opening(scope, task, joins, recovered, permit));
  }

  /** Opens a session after the server has confirmed the end of all former ones. Child task. */
  private void open(TaskScope scope, List<EndableSession> former, RejoinPermit permit)
      throws MeetingException, InterruptedException {
    for (EndableSession orphan : former) {
      if (!orphan.end(ORPHAN_END_LIMIT)) {
        throw new MeetingException(
            MeetingException.Category.UNREACHABLE,
            "the meeting server has not confirmed the end of the former session");
      }
      context.executor().execute(() -> onEnded(orphan));
    }
    permit.acquire();
    MeetingSession opened =
        server.open(context.config(), records, new SessionReporter(context, this, owner, scope));
    context.executor().execute(() -> onOpened(scope, opened), () -> endLate(opened));
  }

  /** Resumes a session of a former process. Child task. */
  private void resume(TaskScope scope, KnownSession known)
      throws MeetingException, InterruptedException {
    StoredTranscript prior =
        new StoredTranscript(context.services().store(), known.agentId(), known.firstSeq());
    MeetingSession session =
        server.takeUp(
            known,
            context.config(),
            prior,
            records,
            new SessionReporter(context, this, owner, scope));
    context.executor().execute(() -> onOpened(scope, session), session::detach);
  }

  private void onOpened(TaskScope scope, MeetingSession session) {
    if (!(connection.state() instanceof Opening opening && opening.scope().equals(scope))) {
      orphans.add(session);
      end(session);
      return;
    }
    LogContext.enterSession(Optional.of(session.id()));
    policy.connected();
    owner.onConnected();
    Optional<KnownSession> recovered = opening.recovered();
    journal.info(
        recovered.isPresent()
            ? "Resumed the session after a restart of the manager"
            : "Connected to the meeting server");
    session.restrictions().forEach(each -> journal.log(LogLevel.WARN, each));
    if (recovered.filter(known -> known.stage() == KnownSession.Stage.JOINED).isPresent()) {
      enter(session, scope, recovered.flatMap(KnownSession::joinedAt).orElseGet(journal::now));
    } else if (opening.joins()) {
      join(session, scope, opening.permit());
    } else {
      connection.become(new Connected(session, scope));
      policy.works();
      policy.good(); // there is no transcript to read before the join
    }
  }

  private void onOpenFailed(MeetingException cause) {
    if (!(connection.state() instanceof Opening opening)) {
      return;
    }
    if (opening.recovered().isPresent()
        && cause.category() == MeetingException.Category.SESSION_LOST) {
      records.gone(opening.recovered().get().id());
      reconnect(opening, Optional.empty(), cause.userMessage(), policy.retryAfterLoss());
    } else if (policy.isHopeless(cause.category())) {
      owner.onGivenUp(cause.userMessage());
    } else {
      policy.report("No session, retrying: ", cause.userMessage());
      connection.become(
          new Reconnecting(
              policy.retryAfterFailure(), opening.joins(), opening.recovered(), opening.permit()));
    }
  }

  private void onJoined() {
    if (connection.state() instanceof Joining joining) {
      MeetingSession session = joining.session();
      Instant joinedAt = records.joinedAt(session.id()).orElseGet(journal::now);
      enter(session, joining.scope(), joinedAt);
    }
  }

  private void enter(MeetingSession session, TaskScope scope, Instant joinedAt) {
    boolean joined = connection.state() instanceof Joining;
    connection.become(new InMeeting(session, scope, joinedAt));
    policy.works();
    journal.meeting(MeetingStatus.JOINED);
    if (joined) {
      journal.info("Joined the meeting");
    }
    owner.onJoined(session);
  }

  private void onJoinFailed(MeetingException cause) {
    if (!(connection.state() instanceof Joining joining)) {
      return;
    }
    switch (cause.category()) {
      case SESSION_LOST, UNREACHABLE, BROKEN_OFF -> onLost(cause.userMessage());
      case TIMED_OUT, START_FAILED, REFUSED, OCCUPIED, PROTOCOL -> {
        String sentence = "The meeting could not be joined: " + cause.userMessage();
        if (isRejoining()) {
          replace(joining, sentence, policy.retrySoon()); // the session can no longer be used
        } else {
          owner.onGivenUp(sentence);
        }
      }
    }
  }

  /**
   * Returns whether the agent was in its meeting before, in which case a refusal may be temporary.
   */
  private boolean isRejoining() {
    return journal.agent().meetingStatus() == MeetingStatus.REJOINING && !policy.isOverdue();
  }

  /** Handles that the server does not answer. */
  void onTrouble(String sentence) {
    if (connection.state() instanceof Active) {
      policy.begin();
      policy.report(sentence);
    }
  }

  /** Handles that the server answers again. */
  void onRecovered() {
    if (connection.state() instanceof Connected || connection.state() instanceof InMeeting) {
      policy.works();
      policy.good();
      journal.info("The meeting server answers again");
    }
  }

  /** Handles the first successful read of the session's transcript. */
  void onReading() {
    if (connection.state() instanceof Active) {
      policy.good();
    }
  }

  /** Handles a problem with the transcript; empty when the transcript can be read again. */
  void onHearing(Optional<String> trouble) {
    journal.hindered(Impairment.HEARING, trouble);
    trouble.ifPresentOrElse(
        sentence -> LOGGER.log(System.Logger.Level.WARNING, "{0}: {1}", context.id(), sentence),
        () -> journal.info("The transcript can be read again"));
  }

  /** Handles the loss of the session. */
  void onLost(String sentence) {
    switch (connection.state()) {
      case Online online -> replace(online, sentence, policy.retryAfterLoss());
      case Opening opening ->
          reconnect(opening, opening.recovered(), sentence, policy.retryAfterLoss());
      case Reconnecting state -> {}
      case Inactive state -> {}
    }
  }

  private void replace(Online online, String sentence, Instant retryAt) {
    orphans.add(online.session());
    reconnect(online, Optional.empty(), sentence, retryAt);
  }

  private void reconnect(
      Active former, Optional<KnownSession> recovered, String sentence, Instant retryAt) {
    connection.become(new Reconnecting(retryAt, former.joins(), recovered, former.permit()));
    journal.shows(Impairment.HEARING, Optional.empty());
    if (former.joins()) {
      journal.meeting(MeetingStatus.REJOINING);
    }
    policy.report(sentence);
    owner.onOutage();
  }

  private void onEnded(EndableSession ended) {
    orphans.removeIf(orphan -> orphan.id().equals(ended.id()));
  }

  private void end(EndableSession over) {
    context
        .tasks()
        .start(
            "leave",
            () -> {
              if (over.end(leaveTimeout())) {
                context.executor().execute(() -> onEnded(over));
              }
            });
  }

  /** Ends a session that was opened after the agent had ended. */
  private void endLate(MeetingSession opened) {
    Thread.ofVirtual().name("late-leave-" + context.id()).start(() -> opened.end(leaveTimeout()));
  }

  private Duration leaveTimeout() {
    return context.services().settings().agents().leaveTimeout();
  }

  /** A blocking request to the meeting server. */
  @FunctionalInterface
  private interface ServerCall {
    void run() throws MeetingException, InterruptedException;
  }

  /**
   * Starts a child task.
   *
   * @param onFailure called on the task's thread
   */
  private Thread attempt(String name, ServerCall call, Consumer<MeetingException> onFailure) {
    return context
        .tasks()
        .start(
            name,
            () -> {
              try {
                call.run();
              } catch (MeetingException e) {
                onFailure.accept(e);
              } catch (RuntimeException e) {
                // A defect or an unreadable store: another attempt may succeed.
                onFailure.accept(
                    new MeetingException(
                        MeetingException.Category.UNREACHABLE,
                        "The manager could not continue the session; see the manager's log."));
                throw e;
              } catch (InterruptedException e) {
                // The agent was stopped: ending the session cancels the pending request.
                Thread.currentThread().interrupt();
              }
            });
  }
}
