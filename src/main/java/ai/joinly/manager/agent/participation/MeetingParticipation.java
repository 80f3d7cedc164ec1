package ai.joinly.manager.agent.participation;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.agent.RecoveredAgent;
import ai.joinly.manager.agent.Refusals;
import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.agent.room.Addressing;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.tools.SpeechLock;
import ai.joinly.manager.agent.tools.SpeechLock.MutedBy;
import ai.joinly.manager.agent.turn.TurnFactory;
import ai.joinly.manager.agent.turn.TurnScheduler;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.agenttools.ToolBoxListener;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * An agent's part in its meeting while it is starting or running: its turns, its voice, the chat,
 * the participants and the commands of operators. An analyst takes no turns. Owned by the agent's
 * thread.
 */
public final class MeetingParticipation {
  /** What was said before the agent was back is read within this time. */
  private static final Duration CATCH_UP = Duration.ofMinutes(1);

  private final AgentRecorder journal;
  private final InstantSource waiting;
  private final ConversationState memory;
  private final SpeechLock voice;
  private final ParticipantRoster roster;
  private final ChatReading chat;
  private final OperatorCommands operators;
  private final ToolBox tools;
  private final Optional<TurnScheduler> turns;
  // Reports of tasks that outlive the participation are dropped.
  private final TaskScope stay;
  private Optional<MeetingSession> session = Optional.empty();
  // After a restart: what was said before is remembered, but not answered any more.
  private Optional<Instant> answerable = Optional.empty();
  // Until when such words can come; by the clock for waiting.
  private Optional<Instant> catchesUpUntil = Optional.empty();
  // Whether there were words since the agent has been in this session's meeting.
  private boolean wordsWereHeard;
  // Whether the agent has been in its meeting since it was started.
  private boolean hasBeenIn;

  /**
   * @param onTurnEnded called on the agent's thread after all else that a turn reports
   * @throws ai.joinly.manager.domain.InvalidFieldsException when the operator does not allow the
   *     agent's further tool servers
   */
  public MeetingParticipation(
      AgentContext context,
      LlmClient llm,
      ConversationState memory,
      BiConsumer<TurnReport, Optional<TurnFailure>> onTurnEnded) {
    AgentConfig config = context.config();
    AgentServices services = context.services();
    this.journal = context.journal();
    this.waiting = services.waiting();
    this.memory = memory;
    this.stay = context.executor().newScope();
    this.voice = new SpeechLock(services.settings().joinly().speechTimeout(), journal::muted);
    this.roster = new ParticipantRoster(context, stay);
    SentMessageTracker own = new SentMessageTracker(config.address()::hideAddress);
    this.tools =
        switch (config.conversationMode()) {
          case CONVERSATIONAL -> services.tools().open(config, new ToolReporter(context, stay));
          case ANALYST -> ToolBox.EMPTY;
        };
    this.turns =
        switch (config.conversationMode()) {
          case CONVERSATIONAL ->
              Optional.of(
                  new TurnScheduler(
                      context,
                      stay,
                      memory,
                      new TurnFactory(context, llm, voice, own, roster, tools, memory, onTurnEnded),
                      () ->
                          new Addressing(
                              config,
                              services.rooms().othersOf(context.id(), config),
                              journal::info)));
          case ANALYST -> Optional.empty();
        };
    this.chat = new ChatReading(context, own, stay, turns);
    this.operators =
        new OperatorCommands(
            context,
            voice,
            own,
            memory,
            turns.map(t -> t.reporter(ConversationState.NO_TURN)),
            stay);
  }

  /** Goes on where another process ended, as {@link TurnScheduler#restore} has it. */
  public void restore(RecoveredAgent restored, Instant notBefore) {
    answerable = Optional.of(notBefore);
    hasBeenIn = journal.agent().meetingStatus().hasBeenIn();
    if (memory.isMuted()) {
      voice.muted(Optional.of(MutedBy.OPERATOR)); // before anything can be said
    }
    turns.ifPresent(t -> t.restore(restored, notBefore));
  }

  /** The agent is in its meeting since {@code since}, for the first time or again. */
  public void enter(MeetingSession joined, Instant since) {
    session = Optional.of(joined);
    if (voice.muted().equals(Optional.of(MutedBy.ITSELF))) {
      voice.muted(Optional.empty()); // a new session has a voice
    }
    wordsWereHeard = false;
    if (answerable.isPresent() && catchesUpUntil.isEmpty()) {
      catchesUpUntil = Optional.of(waiting.instant().plus(CATCH_UP));
    }
    if (voice.muted().isPresent()) {
      operators.muteAgain(joined);
    }
    roster.reset();
    if (turns.isPresent()) {
      roster.refresh(joined);
    }
    chat.enter(joined, since, hasBeenIn);
    hasBeenIn = true;
    turns.ifPresent(t -> t.enter(joined));
  }

  /** The agent is in no meeting any more: nothing new begins. */
  public void exit() {
    session = Optional.empty();
    chat.exit();
    turns.ifPresent(TurnScheduler::exit);
  }

  /** The agent leaves; what its tasks still report is recorded. */
  public void end() {
    exit();
    tools.close();
    journal.toolServersOver();
  }

  /** The agent has left; what its tasks still report is dropped. */
  public void close() {
    stay.end();
  }

  public void onSegments(List<Segment> segments) {
    if (!wordsWereHeard && voice.muted().isPresent()) {
      session.ifPresent(operators::muteAgain); // the first words have undone it at the server
    }
    wordsWereHeard = true;
    roster.onSegments(segments);
    turns.ifPresent(t -> t.onSegments(segments));
  }

  /**
   * Records an utterance and lets the agent answer it.
   *
   * @param joinedAt the zero of the segments' times
   * @param at when it was heard, by {@link System#nanoTime}
   */
  public void onUtterance(List<Segment> segments, Instant joinedAt, long at) {
    boolean outdated = isOutdated(segments, joinedAt);
    turns.ifPresent(t -> t.onUtterance(segments, outdated, at));
  }

  /** Whether words were said so long before a restart that nobody waits for an answer. */
  private boolean isOutdated(List<Segment> utterance, Instant joinedAt) {
    if (catchesUpUntil.filter(end -> !waiting.instant().isBefore(end)).isPresent()) {
      answerable = Optional.empty(); // all is new by now, whatever the time of day has become
    }
    if (answerable.isEmpty() || utterance.isEmpty()) {
      return false;
    }
    return joinedAt
        .plusMillis(Math.round(utterance.getLast().end() * 1_000))
        .isBefore(answerable.get());
  }

  public void onTurnEnded(TurnReport report) {
    session.ifPresent(roster::refresh);
    turns.ifPresent(t -> t.onTurnEnded(report.number(), report.outcome()));
  }

  /** Runs a command of an operator. */
  public void operate(OperatorCommands.Command command, CompletableFuture<ToolOutcome> reply)
      throws AgentRefusedException {
    command.run(
        operators, session.orElseThrow(() -> Refusals.notInMeeting(journal.wantsMeeting())), reply);
  }

  /** Reports about the further tool servers, from any thread to the agent's own. */
  private record ToolReporter(AgentContext context, TaskScope stay) implements ToolBoxListener {
    @Override
    public void onTrouble(String sentence) {
      context.log(LogLevel.WARN, sentence);
    }

    @Override
    public void onDown(String server, String sentence) {
      stay.execute(() -> context.journal().toolServer(server, Optional.of(sentence)));
    }

    @Override
    public void onUp(String server) {
      stay.execute(() -> context.journal().toolServer(server, Optional.empty()));
    }

    @Override
    public void onNews(String sentence) {
      context.log(LogLevel.INFO, sentence);
    }
  }
}
