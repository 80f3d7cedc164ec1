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
import ai.joinly.manager.model.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * An agent's way through its statuses: start, join, stop, failure, deletion. Owned by the worker's
 * thread.
 */
final class Lifecycle implements SessionKeeper.Owner {
  private final AgentConfig config;
  private final AgentServices services;
  private final Capacity capacity;
  private final Mailbox mailbox;
  private final Children children;
  private final Journal journal;
  private final StoredSessions ledger;
  private final SessionKeeper keeper;
  private final Memory memory;
  private final FurtherTools tools;
  private final Runnable onDeleted;

  private Optional<TurnTaking> turns = Optional.empty();
  private Optional<Instant> stopDeadline = Optional.empty();
  private Optional<Instant> resumedAt = Optional.empty();
  private boolean slotTaken;
  private boolean deleting;
  private boolean gone;
  // Who waits for the end of the stop that is under way.
  private final List<CompletableFuture<Void>> stopReplies = new ArrayList<>();

  Lifecycle(
      AgentConfig config,
      AgentServices services,
      Capacity capacity,
      Mailbox mailbox,
      Children children,
      Journal journal,
      Runnable onDeleted) {
    this.config = config;
    this.services = services;
    this.capacity = capacity;
    this.mailbox = mailbox;
    this.children = children;
    this.journal = journal;
    this.onDeleted = onDeleted;
    this.ledger = new StoredSessions(services.joinly().url(), journal, services.store());
    SessionTasks tasks = new SessionTasks(services, config, mailbox, children, ledger);
    this.keeper = new SessionKeeper(services, tasks, ledger, journal, this);
    this.memory = new Memory(journal, services.store(), services.clock());
    this.tools = new FurtherTools(config, services.tools(), mailbox);
  }

  SessionKeeper keeper() {
    return keeper;
  }

  /** Who speaks for the agent; empty unless it is starting or running. */
  Optional<TurnTaking> turns() {
    return turns;
  }

  /** Whether the agent has been deleted. */
  boolean isGone() {
    return gone;
  }

  Optional<Instant> nextDeadline() {
    Optional<Instant> next = keeper.nextDeadline();
    return stopDeadline.isPresent() && (next.isEmpty() || stopDeadline.get().isBefore(next.get()))
        ? stopDeadline
        : next;
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
        tools.requireAllowed();
        if (!children.allEnded()) {
          throw new AgentRefusedException(
              Reason.STATUS_CONFLICT,
              "The agent is still leaving its last meeting; try again in a few seconds");
        }
        Optional<String> trouble = services.store().trouble();
        if (trouble.isPresent()) {
          throw new AgentRefusedException(Reason.STORE_FAILED, trouble.get());
        }
        if (!capacity.tryTake()) {
          throw capacity.reached();
        }
        beginWithSlot(llm);
        start.reply().complete(null);
      }
    }
  }

  /** Starts with a slot that was taken already. */
  void beginWithSlot(LlmClient llm) {
    slotTaken = true;
    turns = Optional.of(turnTaking(llm));
    journal.meeting(MeetingStatus.NOT_JOINED);
    journal.status(AgentStatus.STARTING, Optional.empty());
    journal.info("Starting");
    keeper.begin(config.autoJoin());
  }

  private TurnTaking turnTaking(LlmClient llm) {
    return new TurnTaking(
        journal.agent().id(), config, llm, children, mailbox, services, memory, tools.open());
  }

  /** Goes on where a former process ended: in the meeting, on the way into it, or out of it. */
  void resume(Restored restored) {
    memory.restore(restored);
    restored.sessions().forEach(ledger::remember);
    switch (status()) {
      case CREATED, STOPPED, ERROR -> keeper.endAll(restored.sessions());
      case STOPPING -> leaveAll(restored.sessions());
      case STARTING, RUNNING -> {
        if (services.resume().enabled()) {
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
    capacity.take();
    slotTaken = true;
    Optional<KnownSession> live =
        sessions.isEmpty() ? Optional.empty() : Optional.of(sessions.getLast());
    live = live.filter(known -> canBeTakenUp(known.stage()));
    Optional<KnownSession> chosen = live;
    List<KnownSession> over =
        sessions.stream().filter(known -> !Optional.of(known).equals(chosen)).toList();
    try {
      TurnTaking taking = turnTaking(services.llms().clientFor(config));
      turns = Optional.of(taking);
      Instant now = services.clock().instant();
      resumedAt = Optional.of(now);
      taking.restore(restored.unanswered(), now.minus(services.resume().recent()));
      keeper.resume(live, over, capacity.rejoinPlace());
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
    stopDeadline = Optional.of(services.clock().instant().plus(services.settings().leaveTimeout()));
  }

  /** Whether words were said so long before a restart that nobody waits for an answer. */
  boolean isOutdated(List<Segment> utterance) {
    if (resumedAt.isEmpty() || utterance.isEmpty()) {
      return false;
    }
    Instant spoken = keeper.joinedAt().plusMillis(Math.round(utterance.getLast().end() * 1_000));
    return spoken.isBefore(resumedAt.get().minus(services.resume().recent()));
  }

  /** Ends the agent's life in this process, and leaves it in its meeting for the next. */
  void letGo(Message.LetGo message) {
    gone = true;
    turns.ifPresent(TurnTaking::exit);
    tools.close();
    keeper.letGo();
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
              Reason.NOT_CONNECTED, "The agent is not connected to the meeting server yet");
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
    turns.ifPresent(TurnTaking::exit);
    tools.close();
    keeper.end();
    stopDeadline = Optional.of(services.clock().instant().plus(services.settings().leaveTimeout()));
    finishIfOver();
  }

  void onTime() {
    keeper.onTime();
    finishIfOver();
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
      // Before anybody is told: who hears of it must not find the agent any more.
      onDeleted.run();
      answerOnceDeleted(journal.deleted());
      return;
    }
    if (stopDeadline.isEmpty()) {
      stopReplies.forEach(reply -> reply.complete(null));
      stopReplies.clear();
    }
  }

  /** Who asked for the deletion hears of it when the disk has it. */
  private void answerOnceDeleted(CompletableFuture<Void> deleted) {
    List<CompletableFuture<Void>> waiting = List.copyOf(stopReplies);
    stopReplies.clear();
    Thread.ofVirtual()
        .name("deleted-" + journal.agent().id())
        .start(
            () -> {
              try {
                deleted.join();
                waiting.forEach(reply -> reply.complete(null));
              } catch (CompletionException e) {
                AgentRefusedException refusal =
                    new AgentRefusedException(
                        Reason.STORE_FAILED,
                        "The agent is gone, but could not be removed from the store");
                waiting.forEach(reply -> reply.completeExceptionally(refusal));
              }
            });
  }

  private void finishEnd() {
    if (!children.allEnded() || keeper.hasLeftover()) {
      children.interruptAll();
      journal.log(
          LogLevel.WARN,
          "The meeting server has not confirmed that the agent left; this is tried further");
    }
    keeper.forget();
    turns = Optional.empty();
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
  }

  @Override
  public void onConnected() {
    if (status() == AgentStatus.STARTING) {
      journal.status(AgentStatus.RUNNING, Optional.empty());
    }
  }

  @Override
  public void onJoined(MeetingSession session) {
    turns.ifPresent(t -> t.enter(session));
  }

  @Override
  public void onOutage() {
    turns.ifPresent(TurnTaking::exit);
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
    if (slotTaken) {
      slotTaken = false;
      capacity.giveBack();
    }
  }

  private AgentStatus status() {
    return journal.agent().status();
  }
}
