package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.analysis.AnalysisManager;
import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.agent.conversation.TranscriptText;
import ai.joinly.manager.agent.participation.MeetingParticipation;
import ai.joinly.manager.agent.participation.OperatorCommands;
import ai.joinly.manager.agent.session.Connection;
import ai.joinly.manager.agent.session.ConnectionState.Active;
import ai.joinly.manager.agent.session.ConnectionState.Connected;
import ai.joinly.manager.agent.session.ConnectionState.Gone;
import ai.joinly.manager.agent.session.ConnectionState.Idle;
import ai.joinly.manager.agent.session.ConnectionState.InMeeting;
import ai.joinly.manager.agent.session.ConnectionState.Inactive;
import ai.joinly.manager.agent.session.ConnectionState.Joining;
import ai.joinly.manager.agent.session.ConnectionState.Leaving;
import ai.joinly.manager.agent.session.ConnectionState.Opening;
import ai.joinly.manager.agent.session.ConnectionState.Reconnecting;
import ai.joinly.manager.agent.session.Impairment;
import ai.joinly.manager.agent.session.RecoveredSessions;
import ai.joinly.manager.agent.session.SessionOwner;
import ai.joinly.manager.agent.session.SessionRecords;
import ai.joinly.manager.agent.session.SessionSupervisor;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.agent.worker.SerialExecutor;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.json.ConfigPatch;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Lifecycle of an agent: start, join, stop, failure, deletion, and resumption after a restart of
 * the manager. Owned by the agent's thread.
 */
final class Lifecycle implements SerialExecutor.Owner, SessionOwner {
  private final AgentContext context;
  private final AgentServices services;
  private final Capacity capacity;
  private final AgentRecorder journal;
  private final Connection connection;
  private final SessionRecords records;
  private final SessionSupervisor supervisor;
  private final ConversationState memory;
  private final Optional<AnalysisManager> analysis;
  private final JoinSchedule schedule;
  private final ConfigChanges changes;
  private final Runnable onDeleted;
  // Empty unless the agent is starting, running or leaving.
  private Optional<MeetingParticipation> participation = Optional.empty();

  Lifecycle(
      AgentContext context,
      Capacity capacity,
      Optional<AnalysisManager> analysis,
      Runnable onDeleted) {
    this.context = context;
    this.services = context.services();
    this.capacity = capacity;
    this.journal = context.journal();
    this.onDeleted = onDeleted;
    this.connection = new Connection(capacity, journal);
    this.records =
        new SessionRecords(services.settings().joinly().url(), journal, services.store());
    this.supervisor = new SessionSupervisor(context, connection, records, this);
    this.memory = new ConversationState(journal, services.store(), services.clock());
    this.analysis = analysis;
    this.changes = new ConfigChanges(context, connection);
    this.schedule = new JoinSchedule(services);
  }

  /** Runs a command of an operator. */
  void operate(OperatorCommands.Command command, CompletableFuture<ToolOutcome> reply)
      throws AgentRefusedException {
    participation.orElseThrow(Refusals::idle).operate(command, reply);
  }

  @Override
  public boolean isTerminated() {
    return connection.state() instanceof Gone;
  }

  @Override
  public Optional<Duration> nextPause() {
    Instant now = services.waiting().instant();
    Optional<Instant> deadline =
        connection.state() instanceof Leaving leaving
            ? Optional.of(leaving.deadline())
            : supervisor.nextDeadline();
    Optional<Duration> pause =
        Stream.of(deadline, analysis.flatMap(AnalysisManager::nextDeadline))
            .flatMap(Optional::stream)
            .min(Instant::compareTo)
            .map(at -> at.isBefore(now) ? Duration.ZERO : Duration.between(now, at));
    return Stream.of(pause, schedule.nextPause(journal.agent(), connection.state()))
        .flatMap(Optional::stream)
        .min(Duration::compareTo);
  }

  @Override
  public void onDefect() {
    onGivenUp("The agent failed because of an internal error; see the manager's log");
  }

  @Override
  public void onTerminated() {
    if (!isTerminated()) {
      connection.become(new Gone());
    }
  }

  /**
   * Starts a new agent, or leaves it inactive.
   *
   * @param startWith model to start with immediately; the capacity for it is acquired
   */
  void begin(Optional<LlmClient> startWith) {
    // First the changes that must survive the end of the process.
    startWith.ifPresentOrElse(
        llm -> beginActive(llm, context.config().autoJoin()), journal::release);
    journal.agent().scheduledAt().ifPresent(at -> journal.info("Scheduled to join at " + at));
    ConfigWarnings.of(context.config()).forEach(warning -> journal.log(LogLevel.WARN, warning));
  }

  /** Starts the agent; replies false if it was starting or running. */
  void start(CompletableFuture<Boolean> reply) throws AgentRefusedException {
    switch (status()) {
      case STARTING, RUNNING -> reply.complete(false);
      case STOPPING -> throw Refusals.stopping();
      case CREATED, STOPPED, ERROR -> {
        startNow(context.config().autoJoin());
        reply.complete(true);
      }
    }
  }

  /**
   * Starts the agent; a refusal changes nothing.
   *
   * @param joins whether it joins as soon as it is connected
   */
  private void startNow(boolean joins) throws AgentRefusedException {
    services.requireStore();
    AgentConfig config = context.config();
    LlmClient llm = services.llms().clientFor(config);
    services.tools().requireAllowed(config);
    if (!(connection.state() instanceof Idle) || !context.tasks().allEnded()) {
      throw Refusals.leaving();
    }
    if (!capacity.tryTake()) {
      throw capacity.reached();
    }
    journal.hold(config);
    beginActive(llm, joins);
  }

  /** Does the next step of a scheduled agent once it is due. */
  private void followSchedule() {
    switch (schedule.due(journal.agent(), connection.state())) {
      case NONE -> {}
      case START -> startScheduled();
      case JOIN -> {
        if (connection.state() instanceof Connected connected) {
          supervisor.join(connected);
        }
      }
      case MISSED -> miss(schedule.missed(journal.agent()));
    }
  }

  private void startScheduled() {
    schedule.tries();
    try {
      startNow(false);
    } catch (AgentRefusedException e) {
      schedule.refused(e.userMessage()).ifPresent(line -> journal.log(LogLevel.WARN, line));
    } catch (StoreException e) {
      schedule.refused(e.userMessage()).ifPresent(line -> journal.log(LogLevel.WARN, line));
    } catch (InvalidFieldsException e) {
      miss("The agent could not be started: " + e.getMessage());
    }
  }

  private void miss(String sentence) {
    if (status() == AgentStatus.CREATED) {
      journal.status(AgentStatus.ERROR, Optional.of(sentence));
      journal.log(LogLevel.ERROR, sentence);
    } else {
      onGivenUp(sentence);
    }
  }

  /** Changes the configuration; replies once that is stored. */
  void change(ConfigPatch patch, CompletableFuture<Void> reply) throws AgentRefusedException {
    changes.apply(patch, participation.isPresent(), reply);
    participation.ifPresent(MeetingParticipation::reconfigured);
  }

  /** Starts an agent for which capacity is acquired. */
  private void beginActive(LlmClient llm, boolean joins) {
    participate(llm);
    memory.muted(false); // a new session is not muted
    journal.meeting(MeetingStatus.NOT_JOINED);
    journal.status(AgentStatus.STARTING, Optional.empty());
    analysis.ifPresent(a -> a.begin(llm));
    journal.info("Starting");
    AgentConfig config = context.config();
    supervisor.start(joins);
    services.rooms().enter(context.id(), config);
  }

  private MeetingParticipation participate(LlmClient llm) {
    MeetingParticipation started =
        new MeetingParticipation(context, llm, memory, this::onTurnEnded);
    participation = Optional.of(started);
    return started;
  }

  /** Resumes the agent of a previous process. */
  void resume(RecoveredAgent restored) {
    memory.restore(restored);
    restored.sessions().forEach(records::remember);
    switch (status()) {
      case CREATED, STOPPED, ERROR -> {
        supervisor.addOrphans(restored.sessions());
        supervisor.endOrphans();
        analysis.ifPresent(AnalysisManager::makeUp);
      }
      case STOPPING -> {
        supervisor.addOrphans(restored.sessions());
        leave(false, List.of());
      }
      case STARTING, RUNNING -> {
        if (services.settings().resume().enabled()) {
          resumeActive(restored);
        } else {
          supervisor.addOrphans(restored.sessions());
          end(
              "The manager was restarted, and agents are not resumed (RESUME_ENABLED)",
              false,
              List.of());
        }
      }
    }
  }

  private void resumeActive(RecoveredAgent restored) {
    try {
      LlmClient llm = services.llms().clientFor(context.config());
      Instant recent = services.clock().instant().minus(services.settings().resume().recent());
      participate(llm).restore(restored, recent);
      analysis.ifPresent(a -> a.resume(llm));
      RecoveredSessions sessions = RecoveredSessions.of(restored.sessions());
      supervisor.addOrphans(sessions.over());
      capacity.take();
      supervisor.resume(sessions.live(), capacity.rejoinPermit());
    } catch (InvalidFieldsException e) {
      supervisor.addOrphans(restored.sessions());
      onGivenUp("The agent could not be resumed: " + e.getMessage());
    }
  }

  /** Stops the agent's work in this process and leaves it in its meeting for the next one. */
  void detach(CompletableFuture<Void> reply) {
    participation.ifPresent(MeetingParticipation::end);
    services.rooms().leave(context.id(), journal.agent().address());
    supervisor.detach();
    connection.become(new Gone());
    analysis.ifPresent(AnalysisManager::close);
    context.tasks().interruptAll();
    reply.complete(null);
  }

  /** Joins the meeting. */
  void join(CompletableFuture<Void> reply) throws AgentRefusedException {
    switch (connection.state()) {
      case Inactive state -> throw Refusals.notRunning();
      case Opening state -> throw Refusals.notConnected();
      case Reconnecting state -> throw Refusals.notConnected();
      case Joining state -> throw Refusals.joined();
      case InMeeting state -> throw Refusals.joined();
      case Connected state -> {
        supervisor.join(state);
        reply.complete(null);
      }
    }
  }

  /** Stops the agent; replies false if it was not running. */
  void stop(CompletableFuture<Boolean> reply) {
    switch (connection.state()) {
      case Active active -> end("Stopping", false, List.of(reply));
      case Leaving leaving -> {
        if (status() == AgentStatus.STOPPING) {
          connection.become(leaving.with(reply, leaving.deletes()));
        } else {
          reply.complete(false);
        }
      }
      case Inactive inactive -> reply.complete(false);
    }
  }

  /** Stops the agent if it is running, and lets it start no more, since the process ends. */
  void shutDown(CompletableFuture<Boolean> reply) {
    schedule.close();
    stop(reply);
  }

  /** Stops the agent if it is running, then deletes it. */
  void delete(CompletableFuture<Boolean> reply) throws AgentRefusedException {
    switch (connection.state()) {
      case Active active -> {
        end("Stopping, to be deleted", true, List.of(reply));
      }
      case Leaving leaving -> {
        if (leaving.deletes()) {
          throw new AgentRefusedException(
              Reason.UNKNOWN_AGENT, "The agent " + context.id() + " is being deleted already");
        }
        connection.become(leaving.with(reply, true));
      }
      case Idle idle -> deleteIdle(reply);
      case Gone gone -> throw WorkerCalls.unknown();
    }
  }

  private void deleteIdle(CompletableFuture<Boolean> reply) {
    if (context.tasks().allEnded()) {
      connection.become(new Gone());
      delete(List.of(reply));
    } else {
      TaskScope none = context.executor().newScope();
      connection.become(new Leaving(none, Instant.EPOCH, leaveDeadline(), true, List.of(reply)));
    }
  }

  private void end(String why, boolean deletes, List<CompletableFuture<Boolean>> replies) {
    journal.status(AgentStatus.STOPPING, Optional.empty());
    journal.info(why);
    leave(deletes, replies);
  }

  private void leave(boolean deletes, List<CompletableFuture<Boolean>> replies) {
    participation.ifPresent(MeetingParticipation::end);
    services.rooms().leave(context.id(), journal.agent().address());
    supervisor.leave(leaveDeadline(), deletes, replies);
    finishIfLeft();
  }

  private Instant leaveDeadline() {
    return services.waiting().instant().plus(services.settings().agents().leaveTimeout());
  }

  @Override
  public void afterTask() {
    supervisor.onTime();
    finishIfLeft();
    followSchedule();
    analysis.ifPresent(AnalysisManager::onTime);
  }

  /**
   * Stops or deletes the agent once all tasks have ended, or the deadline for leaving has passed.
   */
  private void finishIfLeft() {
    if (connection.state() instanceof Leaving leaving
        && (context.tasks().allEnded()
            || !services.waiting().instant().isBefore(leaving.deadline()))) {
      finish(leaving);
    }
  }

  private void finish(Leaving leaving) {
    if (!context.tasks().allEnded() || supervisor.hasOrphans()) {
      context.tasks().interruptAll();
      journal.log(
          LogLevel.WARN,
          "The meeting server has not confirmed that the agent left; the manager keeps retrying");
    }
    connection.become(leaving.deletes() ? new Gone() : new Idle());
    supervisor.onLeft();
    participation.ifPresent(MeetingParticipation::close);
    participation = Optional.empty();
    journal.meetingOver();
    if (status() == AgentStatus.STOPPING) {
      journal.status(AgentStatus.STOPPED, Optional.empty());
      journal.info("Stopped");
    }
    if (leaving.deletes()) {
      delete(leaving.replies());
    } else {
      analysis.ifPresent(AnalysisManager::onMeetingOver);
      leaving.replies().forEach(reply -> reply.complete(true));
    }
  }

  /** Deletes the agent; the replies are completed once the store has confirmed it. */
  private void delete(List<CompletableFuture<Boolean>> replies) {
    analysis.ifPresent(AnalysisManager::close);
    // Before the replies, so that their callers do not find the agent afterwards.
    onDeleted.run();
    CompletionStage<Void> deletion = journal.deleted();
    deletion.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            replies.forEach(reply -> reply.complete(true));
          } else {
            AgentRefusedException refusal =
                new AgentRefusedException(
                    Reason.STORE_FAILED,
                    "The agent is removed, but not from the store; if it reappears after a restart,"
                        + " delete it again");
            replies.forEach(reply -> reply.completeExceptionally(refusal));
          }
        });
  }

  @Override
  public void onConnected() {
    if (status() == AgentStatus.STARTING) {
      journal.status(AgentStatus.RUNNING, Optional.empty());
    }
  }

  @Override
  public void onJoined(MeetingSession session) {
    analysis.ifPresent(a -> a.onJoined(supervisor.joinedAt()));
    participation.ifPresent(p -> p.enter(session, supervisor.joinedAt()));
  }

  @Override
  public void onOutage() {
    participation.ifPresent(MeetingParticipation::exit);
  }

  @Override
  public void onGivenUp(String sentence) {
    if (status().isActive()) {
      journal.status(AgentStatus.ERROR, Optional.of(sentence));
      journal.log(LogLevel.ERROR, sentence);
      leave(false, List.of());
    }
  }

  @Override
  public void onSegments(List<Segment> segments) {
    journal.segments(segments, supervisor.joinedAt());
    analysis.ifPresent(a -> a.onSegments(segments, supervisor.joinedAt()));
    participation.ifPresent(p -> p.onSegments(segments));
  }

  @Override
  public void onUtterance(List<Segment> segments, long at) {
    journal.utterance(segments);
    TranscriptText.lines(segments).forEach(journal::info);
    participation.ifPresent(p -> p.onUtterance(segments, supervisor.joinedAt(), at));
  }

  private void onTurnEnded(TurnReport report, Optional<TurnFailure> failure) {
    journal.turn(report);
    context.usage().used(report.rounds(), report.tokens());
    services.turns().onTurnEnded(report);
    failure.map(TurnFailure::reason).ifPresent(services.turns()::onTurnFailed);
    switch (report.outcome()) {
      case FAILED, LIMIT ->
          journal.shows(Impairment.ANSWERS, failure.map(TurnFailure::userMessage));
      case DONE, INTERRUPTED, LEAVE -> journal.shows(Impairment.ANSWERS, Optional.empty());
      case ABORTED -> {
        // Another turn answers the newer words.
      }
    }
    participation.ifPresent(p -> p.onTurnEnded(report));
    if (report.outcome() == TurnOutcome.LEAVE && status() == AgentStatus.RUNNING) {
      end("Leaving the meeting, as the language model decided", false, List.of());
    }
  }

  private AgentStatus status() {
    return journal.agent().status();
  }
}
