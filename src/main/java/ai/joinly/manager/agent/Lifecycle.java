package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.model.KnownSession;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.MeetingStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An agent's way through its statuses: start, join, stop, failure, deletion. Owned by the worker's
 * thread.
 */
final class Lifecycle implements SessionKeeper.Owner {
  private final AgentConfig config;
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

  private Optional<Participation> participation = Optional.empty();
  private Optional<Instant> stopDeadline = Optional.empty();
  private boolean deleting;
  private boolean gone;
  private final StopReplies stopReplies;
  // Whether the agent has been in its meeting since it was started.
  private boolean hasBeenIn;

  Lifecycle(
      AgentConfig config,
      AgentServices services,
      Capacity capacity,
      Mailbox mailbox,
      Children children,
      Journal journal,
      Optional<AnalysisKeeper> analysis,
      Runnable onDeleted) {
    this.config = config;
    this.services = services;
    this.slot = new Slot(capacity);
    this.stopReplies = new StopReplies(journal.agent().id());
    this.mailbox = mailbox;
    this.children = children;
    this.journal = journal;
    this.onDeleted = onDeleted;
    this.ledger = new StoredSessions(services.settings().joinly().url(), journal, services.store());
    SessionTasks tasks = new SessionTasks(services, config, mailbox, children, ledger);
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

  /** Whether the agent has been deleted. */
  boolean isGone() {
    return gone;
  }

  Optional<Instant> nextDeadline() {
    return Stream.of(
            keeper.nextDeadline(), stopDeadline, analysis.flatMap(AnalysisKeeper::nextDeadline))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  void start(Message.Start start) throws AgentRefusedException {
    switch (status()) {
      case STARTING, RUNNING -> start.reply().complete(null);
      case STOPPING ->
          throw new AgentRefusedException(
              Reason.STATUS_CONFLICT, "The agent is stopping; start it again once it has stopped");
      case CREATED, STOPPED, ERROR -> {
        // First what can be refused, so that a refusal changes nothing.
        LlmClient llm = services.llms().clientFor(config);
        services.tools().requireAllowed(config);
        if (!children.allEnded()) {
          throw new AgentRefusedException(
              Reason.STATUS_CONFLICT,
              "The agent is still leaving its last meeting; try again in a few seconds");
        }
        Optional<String> trouble = services.store().trouble();
        if (trouble.isPresent()) {
          throw new AgentRefusedException(Reason.STORE_FAILED, trouble.get());
        }
        slot.take();
        beginWithSlot(llm);
        start.reply().complete(null);
      }
    }
  }

  /** Starts with a slot that was taken already. */
  void beginWithSlot(LlmClient llm) {
    slot.taken();
    hasBeenIn = false;
    participation = Optional.of(participate(llm));
    memory.muted(false); // it has a new voice
    journal.meeting(MeetingStatus.NOT_JOINED);
    journal.status(AgentStatus.STARTING, Optional.empty());
    analysis.ifPresent(a -> a.begin(llm));
    journal.info("Starting");
    keeper.begin(config.autoJoin());
  }

  private Participation participate(LlmClient llm) {
    return new Participation(journal, llm, memory, children, mailbox, services);
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
    List<KnownSession> sessions = restored.sessions();
    RejoinPlace place = slot.takeAgain();
    hasBeenIn =
        switch (journal.agent().meetingStatus()) {
          case NOT_JOINED, JOINING -> false;
          case JOINED, REJOINING, LEFT -> true;
        };
    Optional<KnownSession> live =
        sessions.isEmpty() ? Optional.empty() : Optional.of(sessions.getLast());
    live = live.filter(known -> canBeTakenUp(known.stage()));
    Optional<KnownSession> chosen = live;
    List<KnownSession> over =
        sessions.stream().filter(known -> !Optional.of(known).equals(chosen)).toList();
    try {
      LlmClient llm = services.llms().clientFor(config);
      Participation again = participate(llm);
      participation = Optional.of(again);
      Instant now = services.clock().instant();
      again.restore(restored, now.minus(services.settings().resume().recent()));
      analysis.ifPresent(a -> a.resume(llm));
      keeper.resume(live, over, place);
    } catch (InvalidFieldsException e) {
      onGivenUp("The agent could not be resumed: " + e.getMessage());
      leaveAll(sessions);
    }
  }

  private static boolean canBeTakenUp(KnownSession.Stage stage) {
    return switch (stage) {
      case NAMED, ENDING -> false;
      case READY, JOINING, JOINED -> true;
    };
  }

  private void leaveAll(List<KnownSession> sessions) {
    keeper.endAll(sessions);
    stopDeadline =
        Optional.of(services.clock().instant().plus(services.settings().agents().leaveTimeout()));
  }

  /** Ends the agent's life in this process, and leaves it in its meeting for the next. */
  void letGo(Message.LetGo message) {
    gone = true;
    participation.ifPresent(Participation::end);
    keeper.letGo();
    analysis.ifPresent(AnalysisKeeper::close);
    children.interruptAll();
    message.reply().complete(null);
  }

  void join(Message.Join join) throws AgentRefusedException {
    switch (status()) {
      case CREATED, STOPPING, STOPPED, ERROR ->
          throw new AgentRefusedException(
              Reason.NOT_RUNNING, "The agent is not running; start it first");
      case STARTING, RUNNING -> {
        if (keeper.wantsMeeting()) {
          throw new AgentRefusedException(
              Reason.ALREADY_JOINED, "The agent has joined its meeting, or is about to");
        }
        if (!keeper.isConnected()) {
          throw new AgentRefusedException(
              Reason.NOT_CONNECTED,
              "The agent is not connected to the meeting server yet; try again in a moment");
        }
        keeper.join();
        join.reply().complete(null);
      }
    }
  }

  void stop(Message.Stop stop) {
    switch (status()) {
      case CREATED, STOPPED, ERROR -> stop.reply().complete(null);
      case STARTING, RUNNING -> {
        stopReplies.add(stop.reply());
        end("Stopping");
      }
      case STOPPING -> stopReplies.add(stop.reply());
    }
  }

  void delete(Message.Delete delete) throws AgentRefusedException {
    if (deleting) {
      throw new AgentRefusedException(
          Reason.UNKNOWN_AGENT, "The agent " + journal.agent().id() + " is being deleted already");
    }
    deleting = true;
    stopReplies.add(delete.reply());
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
    keeper.end();
    stopDeadline =
        Optional.of(services.clock().instant().plus(services.settings().agents().leaveTimeout()));
    finishIfOver();
  }

  void onTime() {
    keeper.onTime();
    finishIfOver();
    analysis.ifPresent(AnalysisKeeper::onTime);
  }

  /** Ends the stop, or the agent, once all children have ended or have had time enough. */
  private void finishIfOver() {
    boolean late =
        stopDeadline.isPresent() && !services.clock().instant().isBefore(stopDeadline.get());
    if (!children.allEnded() && !late) {
      return;
    }
    if (stopDeadline.isPresent()) {
      finishEnd();
    }
    if (deleting && !gone) {
      gone = true;
      analysis.ifPresent(AnalysisKeeper::close);
      // Before anybody is told: who hears of it must not find the agent any more.
      onDeleted.run();
      stopReplies.completeOnce(journal.deleted());
      return;
    }
    if (stopDeadline.isEmpty()) {
      stopReplies.complete();
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
    stopDeadline = Optional.empty();
    journal.meeting(
        switch (journal.agent().meetingStatus()) {
          case NOT_JOINED, JOINING -> MeetingStatus.NOT_JOINED;
          case JOINED, REJOINING, LEFT -> MeetingStatus.LEFT;
        });
    if (status() == AgentStatus.STOPPING) {
      journal.info("Stopped");
      journal.status(AgentStatus.STOPPED, Optional.empty());
    }
    if (!deleting) {
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
    boolean again = hasBeenIn;
    hasBeenIn = true;
    analysis.ifPresent(a -> a.onJoined(keeper.joinedAt()));
    participation.ifPresent(p -> p.enter(session, again));
  }

  @Override
  public void onOutage() {
    participation.ifPresent(Participation::exit);
  }

  @Override
  public void onGivenUp(String sentence) {
    if (status().isActive()) {
      journal.log(LogLevel.ERROR, sentence);
      journal.status(AgentStatus.ERROR, Optional.of(sentence));
      beginEnd();
    }
  }

  void giveSlotBack() {
    slot.giveBack();
  }

  void operate(Message.Operate operate) throws AgentRefusedException {
    participation.orElseThrow(Participation::notInMeeting).onOperate(operate);
  }

  private AgentStatus status() {
    return journal.agent().status();
  }
}
