package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.Message.Command;
import ai.joinly.manager.agent.Message.Report;
import ai.joinly.manager.agent.Message.SessionReport;
import ai.joinly.manager.agent.turn.TranscriptText;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The one thread that owns an agent: its status, session, conversation and turn. Others only put
 * messages into its mailbox and read what its {@link Journal} shows. It never waits for the
 * network.
 */
final class AgentWorker {
  private static final System.Logger LOGGER = System.getLogger(AgentWorker.class.getName());
  private static final Duration LONGEST_NAP = Duration.ofMinutes(10);

  private final AgentId id;
  private final AgentServices services;
  private final Mailbox mailbox = new Mailbox();
  private final Children children;
  private final Journal journal;
  private final UsageLedger usage;
  private final Optional<AnalysisKeeper> analysis;
  private final Lifecycle life;

  /**
   * @param onDeleted called on the worker's thread when the agent is gone
   */
  AgentWorker(Agent created, AgentServices services, Capacity capacity, Runnable onDeleted) {
    this(new Journal(created, services), services, capacity, onDeleted);
  }

  /** An agent that another process has left. */
  AgentWorker(Restored restored, AgentServices services, Capacity capacity, Runnable onDeleted) {
    this(
        new Journal(
            restored.stored().agent(),
            restored.stored().wantsMeeting(),
            restored.stored().lastSeq(),
            restored.log(),
            services),
        services,
        capacity,
        onDeleted);
    if (!restored.stored().agent().status().isActive()) {
      journal.release();
    }
    analysis.ifPresent(AnalysisKeeper::restore);
  }

  private AgentWorker(
      Journal journal, AgentServices services, Capacity capacity, Runnable onDeleted) {
    this.id = journal.agent().id();
    AgentConfig config = journal.agent().config();
    this.services = services;
    this.children = new Children(id, mailbox);
    this.journal = journal;
    this.usage = new UsageLedger(id, config, services.store());
    this.analysis =
        config.keepsAnalysis()
            ? Optional.of(
                new AnalysisKeeper(
                    journal,
                    usage,
                    services,
                    new AnalysisTask(new Children(id, mailbox), mailbox),
                    capacity))
            : Optional.empty();
    this.life = new Lifecycle(services, capacity, mailbox, children, journal, analysis, onDeleted);
  }

  Journal journal() {
    return journal;
  }

  /** The analysis as it is now, if one is kept; for anybody. */
  Optional<Analysis> analysis() {
    return analysis.map(AnalysisKeeper::snapshot);
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /** What the agent has used; may be read by anybody. */
  AgentUsage used() {
    return usage.sum();
  }

  /**
   * Starts the worker's thread.
   *
   * @param startWith the model to start with at once, for an agent whose slot the caller has taken
   */
  void launch(Optional<LlmClient> startWith) {
    Thread.ofVirtual()
        .name("agent-" + id)
        .start(() -> LogContext.runWith(id, () -> run(() -> begin(startWith))));
  }

  /** Starts the worker's thread, for an agent that another process has left. */
  void resume(Restored restored) {
    restored.usage().ifPresent(usage::restore);
    // Taken out when it begins: a thread keeps what it was started with for as long as it lives.
    Queue<Restored> once = new ConcurrentLinkedQueue<>(Set.of(restored));
    Thread.ofVirtual()
        .name("agent-" + id)
        .start(
            () ->
                LogContext.runWith(id, () -> run(() -> guarded(() -> life.resume(once.remove())))));
  }

  private void begin(Optional<LlmClient> startWith) {
    // First what is to outlive the process.
    AgentConfig config = journal.agent().config();
    startWith.ifPresentOrElse(
        llm -> guarded(() -> life.beginWithSlot(llm)), () -> journal.release());
    ConfigWarnings.of(config).forEach(warning -> journal.log(LogLevel.WARN, warning));
  }

  private void run(Runnable beginning) {
    try {
      beginning.run();
      while (!life.isGone()) {
        Optional<Message> message = mailbox.poll(nap());
        message.ifPresent(m -> guarded(() -> handle(m)));
        guarded(life::onTime);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a worker", e);
    } finally {
      refuseAllThatIsLeft();
    }
  }

  private void handle(Message message) {
    switch (message) {
      case Command command -> handleCommand(command);
      case SessionReport report -> handleSessionReport(report);
      case Report report -> handleReport(report);
    }
  }

  private void handleCommand(Command command) {
    try {
      switch (command) {
        case Message.Start start -> life.start(start);
        case Message.Stop stop -> life.stop(stop);
        case Message.Join join -> life.join(join);
        case Message.Delete delete -> life.delete(delete);
        case Message.LetGo letGo -> life.letGo(letGo);
        case Message.Operate operate ->
            life.participation().orElseThrow(Refusals::idle).onOperate(operate);
      }
    } catch (AgentRefusedException | InvalidFieldsException e) {
      command.reply().completeExceptionally(e);
    } catch (StoreException e) {
      command
          .reply()
          .completeExceptionally(
              new AgentRefusedException(
                  Reason.STORE_FAILED, "The agent cannot be read: " + e.getMessage()));
    }
  }

  private void handleSessionReport(SessionReport report) {
    // A session that opened too late is no news, but it must be ended.
    if (!life.keeper().isCurrent(report)
        && !(report instanceof Message.SessionOpened)
        && !(report instanceof Message.SessionTakenUp)) {
      return;
    }
    switch (report) {
      case Message.SessionOpened opened -> life.keeper().onOpened(opened);
      case Message.SessionTakenUp taken -> life.keeper().onTakenUp(taken);
      case Message.OpenFailed failed -> life.keeper().onOpenFailed(failed.cause());
      case Message.Joined joined -> life.keeper().onJoined();
      case Message.JoinFailed failed -> life.keeper().onJoinFailed(failed.cause());
      case Message.SegmentsHeard heard -> {
        journal.segments(heard.segments(), life.keeper().joinedAt());
        analysis.ifPresent(a -> a.onSegments(heard.segments(), life.keeper().joinedAt()));
        life.participation().ifPresent(p -> p.onSegments(heard.segments()));
      }
      case Message.UtteranceHeard heard -> {
        journal.utterance(heard.segments());
        TranscriptText.lines(heard.segments()).forEach(journal::info);
        life.participation()
            .ifPresent(p -> p.onUtterance(heard.segments(), life.keeper().joinedAt(), heard.at()));
      }
      case Message.TroubleBegan trouble -> life.keeper().onTrouble(trouble.sentence());
      case Message.TroubleEnded ended -> life.keeper().onRecovered();
      case Message.HearingChanged changed -> onHearing(changed.trouble());
      case Message.ReadingBegan began -> life.keeper().onReading();
      case Message.SessionLost lost -> life.keeper().onLost(lost.sentence());
    }
  }

  private void handleReport(Report report) {
    switch (report) {
      case SessionReport session -> handleSessionReport(session);
      case Message.SessionEnded ended -> life.keeper().onEnded(ended.session());
      case Message.StoreTrouble trouble -> journal.hindered(Hindrance.STORE, trouble.sentence());
      case Message.UsageTold told -> usage.services(told.session(), told.usage());
      case Message.Answered answered -> answered.complete();
      case Message.Noted note -> journal.log(note.level(), note.text());
      case Message.TurnEnded ended -> onTurnEnded(ended.report(), ended.failure());
      case Message.ParticipationReport done ->
          life.participation().ifPresent(p -> p.onReport(done));
      case Message.ProcessEnds ends -> analysis.ifPresent(AnalysisKeeper::close);
      case Message.AnalysisAnswered answered ->
          analysis.ifPresent(a -> a.onAnswer(answered.outcome()));
      case Message.ChildEnded ended -> {
        children.ended(ended.child());
        analysis.ifPresent(a -> a.onEnded(ended.child()));
      }
    }
  }

  private void onHearing(Optional<String> trouble) {
    journal.hindered(Hindrance.HEARING, trouble);
    trouble.ifPresentOrElse(
        sentence -> LOGGER.log(System.Logger.Level.WARNING, "{0}: {1}", id, sentence),
        () -> journal.info("The transcript can be read again"));
  }

  private void onTurnEnded(TurnReport report, Optional<TurnFailure> failure) {
    journal.turn(report);
    usage.used(report.rounds(), report.tokens());
    services.turns().onTurnEnded(report);
    failure.map(TurnFailure::reason).ifPresent(services.turns()::onTurnFailed);
    switch (report.outcome()) {
      case FAILED, LIMIT -> journal.shows(Hindrance.ANSWERS, failure.map(TurnFailure::userMessage));
      case DONE, INTERRUPTED, LEAVE -> journal.shows(Hindrance.ANSWERS, Optional.empty());
      case ABORTED -> {
        // Newer words are answered by another turn.
      }
    }
    life.participation().ifPresent(p -> p.onTurnEnded(report));
    if (report.outcome() == TurnOutcome.LEAVE && journal.agent().status() == AgentStatus.RUNNING) {
      life.end("Leaving the meeting, as the language model decided");
    }
  }

  private Duration nap() {
    Instant now = services.waiting().instant();
    return life.nextDeadline()
        .map(at -> Duration.between(now, at))
        .map(d -> d.isNegative() ? Duration.ZERO : d)
        .orElse(LONGEST_NAP);
  }

  /** A defect must not leave a ghost: the agent ends with an error and its session is ended. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      // The class alone: a message could hold what was said.
      LOGGER.log(
          System.Logger.Level.ERROR,
          "A defect in {0}: {1} at {2}",
          id,
          e.getClass().getName(),
          e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "?");
      life.onGivenUp("The agent failed by a defect of the manager; see the manager's log");
    }
  }

  private void refuseAllThatIsLeft() {
    life.giveSlotBack();
    AgentRefusedException refusal = WorkerCalls.unknown();
    for (Message left : mailbox.close()) {
      switch (left) {
        case Command command -> command.reply().completeExceptionally(refusal);
        case Message.SessionTakenUp taken -> taken.session().letGo();
        case Message.Answered answered -> answered.complete();
        case Message.SessionOpened opened ->
            Thread.ofVirtual()
                .name("late-leave-" + id)
                .start(() -> opened.session().end(services.settings().agents().leaveTimeout()));
        case Report report -> {}
      }
    }
  }
}
