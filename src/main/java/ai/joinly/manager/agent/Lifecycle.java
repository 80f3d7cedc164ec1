package ai.joinly.manager.agent;

import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An agent's way through its statuses: start, join, stop, failure, deletion. Owned by the worker's
 * thread.
 */
final class Lifecycle implements SessionOwner {
  private final AgentServices services;
  private final Slot slot;
  private final Mailbox mailbox;
  private final Children children;
  private final Journal journal;
  private final StoredSessions ledger;
  private final SessionKeeper keeper;
  private final Memory memory;
  private final Optional<AnalysisKeeper> analysis;
  private final Runnable onDeleted;
  private final Departure departure;
  private Optional<Participation> participation = Optional.empty();

  Lifecycle(
      AgentServices services,
      Capacity capacity,
      Mailbox mailbox,
      Children children,
      Journal journal,
      Optional<AnalysisKeeper> analysis,
      Runnable onDeleted) {
    this.services = services;
    this.slot = new Slot(capacity);
    this.departure = new Departure(journal.agent().id(), services);
    this.mailbox = mailbox;
    this.children = children;
    this.journal = journal;
    this.onDeleted = onDeleted;
    this.ledger = new StoredSessions(services.settings().joinly().url(), journal, services.store());
    SessionTasks tasks =
        new SessionTasks(services, () -> journal.agent().config(), mailbox, children, ledger);
    this.keeper = new SessionKeeper(services, tasks, ledger, journal, this);
    this.memory = new Memory(journal, services.store(), services.clock());
    this.analysis = analysis;
  }

  SessionKeeper keeper() {
    return keeper;
  }

  /** The agent's part in its meeting; empty unless it is starting or running. */
  Optional<Participation> participation() {
    return participation;
  }

  /** Whether the agent is gone from this process, deleted or let go. */
  boolean isGone() {
    return departure.isFinal();
  }

  Optional<Instant> nextDeadline() {
    return Stream.of(
            keeper.nextDeadline(),
            departure.deadline(),
            analysis.flatMap(AnalysisKeeper::nextDeadline))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  void start(Message.Start start) throws AgentRefusedException {
    switch (status()) {
      case STARTING, RUNNING -> start.reply().complete(false);
      case STOPPING -> throw Refusals.stopping();
      case CREATED, STOPPED, ERROR -> {
        // First what can be refused, so that a refusal changes nothing.
        services.requireStore();
        AgentConfig config = journal.agent().config();
        LlmClient llm = services.llms().clientFor(config);
        services.tools().requireAllowed(config);
        if (!children.allEnded()) {
          throw Refusals.leaving();
        }
        slot.take();
        journal.hold(config);
        beginWithSlot(llm);
        start.reply().complete(true);
      }
    }
  }

  /** Starts with a slot that was taken already. */
  void beginWithSlot(LlmClient llm) {
    slot.taken();
    participate(llm);
    memory.muted(false); // it has a new voice
    journal.meeting(MeetingStatus.NOT_JOINED);
    journal.status(AgentStatus.STARTING, Optional.empty());
    analysis.ifPresent(a -> a.begin(llm));
    journal.info("Starting");
    AgentConfig config = journal.agent().config();
    keeper.begin(config.autoJoin());
    services.rooms().enter(journal.agent().id(), config);
  }

  private Participation participate(LlmClient llm) {
    Participation begun = new Participation(journal, llm, memory, children, mailbox, services);
    participation = Optional.of(begun);
    return begun;
  }

  /** Goes on where a former process ended: in the meeting, on the way into it, or out of it. */
  void resume(Restored restored) {
    memory.restore(restored);
    restored.sessions().forEach(ledger::remember);
    switch (status()) {
      case CREATED, STOPPED, ERROR -> {
        keeper.endAll(restored.sessions());
        analysis.ifPresent(AnalysisKeeper::makeUp);
      }
      case STOPPING -> leaveAll(restored.sessions());
      case STARTING, RUNNING -> {
        if (services.settings().resume().enabled()) {
          resumeActive(restored);
        } else {
          end("The manager was restarted, and agents are not resumed (RESUME_ENABLED)");
          leaveAll(restored.sessions());
        }
      }
    }
  }

  private void resumeActive(Restored restored) {
    Inheritance sessions = Inheritance.of(restored.sessions());
    RejoinPlace place = slot.takeAgain();
    try {
      LlmClient llm = services.llms().clientFor(journal.agent().config());
      Instant recent = services.clock().instant().minus(services.settings().resume().recent());
      participate(llm).restore(restored, recent);
      analysis.ifPresent(a -> a.resume(llm));
      keeper.resume(sessions.live(), sessions.over(), place);
    } catch (InvalidFieldsException e) {
      onGivenUp("The agent could not be resumed: " + e.getMessage());
      leaveAll(restored.sessions());
    }
  }

  private void leaveAll(List<KnownSession> sessions) {
    keeper.endAll(sessions);
    departure.begin();
  }

  /** Ends the agent's life in this process, and leaves it in its meeting for the next. */
  void letGo(Message.LetGo message) {
    departure.finish();
    participation.ifPresent(Participation::end);
    services.rooms().leave(journal.agent().id(), journal.agent().address());
    keeper.letGo();
    analysis.ifPresent(AnalysisKeeper::close);
    children.interruptAll();
    message.reply().complete(null);
  }

  void join(Message.Join join) throws AgentRefusedException {
    switch (status()) {
      case CREATED, STOPPING, STOPPED, ERROR -> throw Refusals.notRunning();
      case STARTING, RUNNING -> {
        if (!keeper.isConnected()) {
          throw Refusals.notConnected();
        }
        if (journal.wantsMeeting()) {
          throw Refusals.joined();
        }
        keeper.join();
        join.reply().complete(null);
      }
    }
  }

  void stop(Message.Stop stop) {
    switch (status()) {
      case CREATED, STOPPED, ERROR -> stop.reply().complete(false);
      case STARTING, RUNNING -> {
        departure.awaitedBy(stop.reply());
        end("Stopping");
      }
      case STOPPING -> departure.awaitedBy(stop.reply());
    }
  }

  void delete(Message.Delete delete) throws AgentRefusedException {
    departure.toBeDeleted(delete.reply());
    switch (status()) {
      case STARTING, RUNNING -> end("Stopping, to be deleted");
      case STOPPING -> {}
      case CREATED, STOPPED, ERROR -> finishIfOver();
    }
  }

  /** Begins to leave: whatever the agent is in. */
  void end(String why) {
    journal.status(AgentStatus.STOPPING, Optional.empty());
    journal.info(why);
    beginEnd();
  }

  private void beginEnd() {
    giveSlotBack();
    participation.ifPresent(Participation::end);
    services.rooms().leave(journal.agent().id(), journal.agent().address());
    keeper.end();
    departure.begin();
    finishIfOver();
  }

  void onTime() {
    keeper.onTime();
    finishIfOver();
    analysis.ifPresent(AnalysisKeeper::onTime);
  }

  /** Ends the stop, or the agent, once all children have ended or have had time enough. */
  private void finishIfOver() {
    if (!children.allEnded() && !departure.isLate()) {
      return;
    }
    if (departure.isUnderWay()) {
      finishEnd();
    }
    if (departure.isDeletion() && !departure.isFinal()) {
      departure.finish();
      analysis.ifPresent(AnalysisKeeper::close);
      // Before anybody is told: who hears of it must not find the agent any more.
      onDeleted.run();
      departure.tellOnce(journal.deleted());
    } else if (!departure.isUnderWay()) {
      departure.tell();
    }
  }

  private void finishEnd() {
    if (!children.allEnded() || keeper.hasLeftover()) {
      children.interruptAll();
      journal.log(
          LogLevel.WARN,
          "The meeting server has not confirmed that the agent left; this is tried further");
    }
    keeper.forget();
    participation = Optional.empty();
    departure.over();
    journal.meetingOver();
    if (status() == AgentStatus.STOPPING) {
      journal.status(AgentStatus.STOPPED, Optional.empty());
      journal.info("Stopped");
    }
    if (!departure.isDeletion()) {
      analysis.ifPresent(AnalysisKeeper::onMeetingOver);
    }
  }

  @Override
  public void onConnected() {
    if (status() == AgentStatus.STARTING) {
      journal.status(AgentStatus.RUNNING, Optional.empty());
    }
  }

  @Override
  public void onJoined(MeetingSession session) {
    analysis.ifPresent(a -> a.onJoined(keeper.joinedAt()));
    participation.ifPresent(p -> p.enter(session, keeper.joinedAt()));
  }

  @Override
  public void onOutage() {
    participation.ifPresent(Participation::exit);
  }

  @Override
  public void onGivenUp(String sentence) {
    if (status().isActive()) {
      journal.status(AgentStatus.ERROR, Optional.of(sentence));
      journal.log(LogLevel.ERROR, sentence);
      beginEnd();
    }
  }

  void giveSlotBack() {
    slot.giveBack();
  }

  private AgentStatus status() {
    return journal.agent().status();
  }
}
