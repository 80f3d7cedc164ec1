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
 * Participation of an agent in its meeting while it is starting or running: its turns, its speech,
 * the chat, the participants and the commands of operators. An analyst takes no turns. Owned by the
 * agent's thread.
 */
public final class MeetingParticipation {
  /** Time limit for reading words that were said before the agent resumed. */
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
  // After a restart: earlier words are added to the conversation, but not answered.
  private Optional<Instant> answerable = Optional.empty();
  // End of the period in which such words can arrive, by the monotonic clock.
  private Optional<Instant> catchesUpUntil = Optional.empty();
  // Whether words were received since the agent joined with this session.
  private boolean wordsWereHeard;
  // Whether the agent has been in its meeting since it was started.
  private boolean hasBeenIn;

  /**
   * @param onTurnEnded called on the agent's thread after all other reports of a turn
   * @throws ai.joinly.manager.domain.InvalidFieldsException if the operator does not allow the
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
                              context.config(),
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

  /** The configuration has changed: the next words are judged by the new one. */
  public void reconfigured() {
    turns.ifPresent(TurnScheduler::reconfigured);
  }

  /** Restores the state of a previous process as {@link TurnScheduler#restore} does. */
  public void restore(RecoveredAgent restored, Instant notBefore) {
    answerable = Optional.of(notBefore);
    hasBeenIn = journal.agent().meetingStatus().hasBeenIn();
    if (memory.isMuted()) {
      voice.muted(Optional.of(MutedBy.OPERATOR)); // before any speech can start
    }
    turns.ifPresent(t -> t.restore(restored, notBefore));
  }

  /**
   * Starts the stay in the meeting, which was joined at {@code since}, for the first time or again.
   */
  public void enter(MeetingSession joined, Instant since) {
    session = Optional.of(joined);
    if (voice.muted().equals(Optional.of(MutedBy.ITSELF))) {
      voice.muted(Optional.empty()); // a new session is not muted
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

  /** Ends the stay in the meeting; no new turn starts. */
  public void exit() {
    session = Optional.empty();
    chat.exit();
    turns.ifPresent(TurnScheduler::exit);
  }

  /** Ends the participation when the agent leaves; later reports of its tasks are recorded. */
  public void end() {
    exit();
    tools.close();
    journal.toolServersOver();
  }

  /** Closes the participation after the agent has left; later reports of its tasks are dropped. */
  public void close() {
    stay.end();
  }

  public void onSegments(List<Segment> segments) {
    if (!wordsWereHeard && voice.muted().isPresent()) {
      session.ifPresent(operators::muteAgain); // the server unmutes at the first words
    }
    wordsWereHeard = true;
    roster.onSegments(segments);
    turns.ifPresent(t -> t.onSegments(segments));
  }

  /**
   * Records an utterance and lets the agent answer it.
   *
   * @param joinedAt the instant to which the times of the segments are relative
   * @param at time of receipt, from {@link System#nanoTime}
   */
  public void onUtterance(List<Segment> segments, Instant joinedAt, long at) {
    boolean outdated = isOutdated(segments, joinedAt);
    turns.ifPresent(t -> t.onUtterance(segments, outdated, at));
  }

  /**
   * Returns whether the words were said so long before a restart that an answer is no longer
   * useful.
   */
  private boolean isOutdated(List<Segment> utterance, Instant joinedAt) {
    if (catchesUpUntil.filter(end -> !waiting.instant().isBefore(end)).isPresent()) {
      answerable = Optional.empty(); // all words are new by now, regardless of the time of day
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
