package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.RecoveredAgent;
import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.conversation.Conversation;
import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.agent.conversation.PromptRefusal;
import ai.joinly.manager.agent.conversation.TranscriptText;
import ai.joinly.manager.agent.room.AbortLimit;
import ai.joinly.manager.agent.room.Addressing;
import ai.joinly.manager.agent.room.Meaning;
import ai.joinly.manager.agent.tools.ToolRoundState;
import ai.joinly.manager.agent.turn.TurnPhase.Cancelling;
import ai.joinly.manager.agent.turn.TurnPhase.None;
import ai.joinly.manager.agent.turn.TurnPhase.Thinking;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Scheduler of an agent's turns. A turn starts after each utterance or chat message addressed to
 * the agent, and covers all inputs since the last turn. One turn thinks and acts at a time, while
 * an earlier one may still speak. Confined to the worker's thread.
 */
public final class TurnScheduler {
  /** Maximum number of pending inputs. The oldest are discarded. */
  public static final int MAX_PENDING = 500;

  private static final int MAX_REPEATED = 5;

  /** Maximum time from an interruption to its utterance; if none arrives, it was noise. */
  private static final Duration AFTER_CUT = Duration.ofMinutes(1);

  private final AgentContext context;
  private final TaskScope stay;
  private final TurnFactory starter;
  private final ConversationState memory;
  private final Supplier<Addressing> makeAddressing;
  private final LongSupplier nanoTime;
  private final AbortLimit limit = new AbortLimit();
  private final TurnInputQueue pending = new TurnInputQueue(MAX_PENDING);
  private Optional<Addressing> addressing = Optional.empty();
  private Optional<MeetingSession> session = Optional.empty();
  private TurnPhase phase = new TurnPhase.None();
  // The turn that ran when the agent lost its meeting, until this turn has ended.
  private Optional<RunningTurn> cutOff = Optional.empty();
  // Whether people wait for a turn, and whether other agents do.
  private boolean due;
  private boolean dueToAgents;
  // The people who wait for it.
  private final Set<String> callers = new HashSet<>();
  // Whether a turn was aborted by words whose utterance has not arrived.
  private boolean owed;
  // Whether a participant made a remark while the agent spoke, since the newest turn started.
  private boolean remarked;
  // When a participant interrupted an answer: the agent must process their words in any case.
  private OptionalLong cutShortAt = OptionalLong.empty();
  // How often the same words were processed again because the agent lost its meeting.
  private int repeated;
  private boolean textModeLogged;

  /**
   * @param makeAddressing called at the first words, not at the start, since it reads long lists
   */
  public TurnScheduler(
      AgentContext context,
      TaskScope stay,
      ConversationState memory,
      TurnFactory starter,
      Supplier<Addressing> makeAddressing) {
    this.context = context;
    this.stay = stay;
    this.memory = memory;
    this.starter = starter;
    this.makeAddressing = makeAddressing;
    this.nanoTime = context.services().nanoTime();
  }

  /**
   * Restores the state of a former process.
   *
   * @param notBefore earlier words are stored, but not answered
   */
  public void restore(RecoveredAgent restored, Instant notBefore) {
    memory
        .conversation()
        .lastSpoken()
        .ifPresent(text -> addressing().said(text, nanoTime.getAsLong()));
    // A turn of the former process had taken the words and not answered them.
    due =
        memory.conversation().awaitsAnswer()
            && restored.taken().filter(at -> !at.isBefore(notBefore)).isPresent();
    for (Event event : restored.unanswered()) {
      boolean outdated = event.timestamp().isBefore(notBefore);
      if (event.data() instanceof EventData.UtteranceHeard heard) {
        onUtterance(heard.segments(), outdated, System.nanoTime());
      } else if (event.data() instanceof EventData.ChatWritten written && !written.line().own()) {
        onChat(written.line(), outdated, System.nanoTime());
      }
    }
  }

  /**
   * Handles that the agent has joined its meeting. Answers pending words from before a reconnect.
   */
  public void enter(MeetingSession joined) {
    session = Optional.of(joined);
    takeTurnIfDue();
  }

  /** Handles that the agent is no longer in its meeting. No new turn starts. */
  public void exit() {
    session = Optional.empty();
    cutShortAt = OptionalLong.empty();
    cancel();
    cutOff = phase.front();
  }

  /** Cancels the running model call if the words are more than a listener's remark. */
  public void onSegments(List<Segment> segments) {
    if (addressing().interrupts(segments)) {
      owed |= supersede();
    }
  }

  /**
   * Handles an utterance.
   *
   * @param outdated whether it is too old to be answered; then it is only stored
   * @param at when it was read, by {@link System#nanoTime}
   */
  public void onUtterance(List<Segment> segments, boolean outdated, long at) {
    segments.forEach(segment -> pending.add(new TurnInput.Speech(segment), at));
    Meaning meaning = addressing().of(segments, phase instanceof None, nanoTime.getAsLong());
    if (outdated) {
      return;
    }
    boolean needed = isAfterCut(at) || (owed && !meaning.byAgents());
    switch (meaning.kind()) {
      case CONTEXT -> {
        if (needed) {
          want(meaning, !meaning.byAgents());
        }
      }
      case REMARK -> {
        remarked |= isSpeaking();
        if (needed) {
          want(meaning, false);
        }
      }
      case NEXT_TURN -> want(meaning, false);
      case TURN_NOW -> want(meaning, true);
    }
  }

  /** The configuration has changed; who was just answered has to address the agent again. */
  public void reconfigured() {
    addressing = Optional.empty();
  }

  private Addressing addressing() {
    Addressing made = addressing.orElseGet(makeAddressing);
    addressing = Optional.of(made);
    return made;
  }

  private boolean isAfterCut(long at) {
    return cutShortAt.isPresent() && at - cutShortAt.getAsLong() < AFTER_CUT.toNanos();
  }

  private boolean isSpeaking() {
    return phase.speaker().isPresent()
        || phase.front().filter(RunningTurn::hasAnswered).isPresent();
  }

  /** Handles a chat message, which never cancels a turn. */
  public void onChat(ChatLine line, boolean outdated, long at) {
    pending.add(new TurnInput.Chat(line), at);
    Meaning meaning = addressing().of(line, nanoTime.getAsLong());
    if (!outdated && meaning.kind() != Meaning.Kind.CONTEXT) {
      makeDue(meaning);
      takeTurnIfDue();
    }
  }

  private void want(Meaning meaning, boolean now) {
    cutShortAt = OptionalLong.empty();
    makeDue(meaning);
    if (now) {
      supersede();
    }
    takeTurnIfDue();
  }

  private void makeDue(Meaning meaning) {
    if (meaning.byAgents()) {
      dueToAgents = true;
      return;
    }
    owed = false;
    due = true;
    if (callers.size() < MAX_PENDING) {
      callers.addAll(meaning.callers());
    }
    limit.wordsCame(nanoTime.getAsLong());
  }

  /**
   * Cancels the turn that thinks because of new words, unless too many turns were aborted in a row.
   *
   * @return whether the turn was cancelled
   */
  private boolean supersede() {
    if (!(phase instanceof Thinking thinking)) {
      return false;
    }
    if (!thinking.turn().hasAnswered()) {
      if (!limit.mayAbort(nanoTime.getAsLong())) {
        return false;
      }
      limit.abort();
    }
    cancel();
    return true;
  }

  private void cancel() {
    if (phase instanceof Thinking thinking) {
      thinking.turn().supersede();
      phase = phase.cancelled();
    }
  }

  /** Handles the end of a speech. */
  void onSaid(long turn, String text) {
    long now = nanoTime.getAsLong();
    addressing().said(text, now);
    find(turn).ifPresent(running -> addressing().answered(running.callers(), now));
  }

  void onRound(long turn, CompletedRound round) {
    memory.conversation().addRound(turn, round.answer(), round.results());
    Optional<RunningTurn> done = find(turn);
    done.ifPresent(running -> running.roundDone(round.number()));
    if (wrote(round)) {
      done.ifPresent(running -> addressing().answered(running.callers(), nanoTime.getAsLong()));
    }
    if (round.interrupted()) {
      cutShortAt = OptionalLong.of(System.nanoTime());
      // The remark that interrupted the speech may have arrived before this report.
      due |= remarked;
    }
    if (round.interrupted()
        && isSpeaking(turn)
        && phase.front().filter(RunningTurn::isThinking).isPresent()) {
      // The model was called with the speech as running; its answer is outdated.
      cancel();
      due = true;
    }
  }

  private static boolean wrote(CompletedRound round) {
    return round.results().stream()
        .anyMatch(result -> result.toolName().equals(MeetingTool.CHAT) && !result.isError());
  }

  private boolean isSpeaking(long turn) {
    return phase.speaker().filter(running -> running.number() == turn).isPresent();
  }

  /** Removes the refused part from the conversation, so that the next words can be answered. */
  void onPromptRefused(PromptRefusal refusal) {
    memory.conversation().forget(refusal);
  }

  /** Returns the reporter of a turn, or of {@link ConversationState#NO_TURN}. */
  public TurnListener reporter(long number) {
    return new TurnReporter(number, context, stay, this);
  }

  /** Logs once that the model is called without tools. */
  void onTextMode() {
    if (!textModeLogged) {
      textModeLogged = true;
      context
          .journal()
          .log(
              LogLevel.WARN,
              "The language model %s does not call tools. It is in text mode until the manager is restarted: its text is spoken, and it cannot use tools"
                  .formatted(context.config().llmModel()));
    }
  }

  /** Handles that a speech is a turn's only remaining action. */
  void onOnlySpeech() {
    takeTurnIfDue();
  }

  public void onTurnEnded(long turn, TurnOutcome outcome) {
    memory.conversation().closeRound(turn);
    if (phase.front().filter(running -> running.number() == turn).isPresent()
        && !isAborted(outcome)) {
      limit.answered();
    }
    phase = phase.ended(turn);
    if (cutOff.filter(running -> running.number() == turn).isPresent()) {
      cutOff = Optional.empty();
      // Its words are no longer pending. If the turn had no round, they have no answer.
      // The retries are limited, since the turn itself may cause the loss of the session.
      if (memory.conversation().awaitsAnswer()) {
        due |= repeated < MAX_REPEATED;
        if (repeated == MAX_REPEATED) {
          memory.warn("The newest words are not answered: the session was lost at each attempt");
        }
      }
      repeated++;
    }
    takeTurnIfDue();
  }

  private boolean isAborted(TurnOutcome outcome) {
    return phase instanceof Cancelling cancelling
        && !cancelling.turn().hasAnswered()
        && (outcome == TurnOutcome.ABORTED || outcome == TurnOutcome.INTERRUPTED);
  }

  private Optional<RunningTurn> find(long turn) {
    return Stream.of(phase.front(), phase.speaker())
        .flatMap(Optional::stream)
        .filter(running -> running.number() == turn)
        .findFirst();
  }

  private void takeTurnIfDue() {
    if (!(due || dueToAgents) || session.isEmpty() || !isFree()) {
      return;
    }
    boolean starts = due || addressing().tryTurnBetweenAgents();
    due = false;
    dueToAgents = false;
    if (!starts) {
      return;
    }
    remarked = false;
    limit.turnBegan();
    List<TurnInput> words = pending.take();
    Conversation conversation = memory.conversation();
    String earlier = conversation.recentContext();
    phase.speaker().ifPresent(this::openRound);
    if (!words.isEmpty()) {
      repeated = 0;
      memory.hear(String.join("\n", TranscriptText.linesOf(words)));
    }
    long number = memory.nextTurn();
    phase =
        phase.started(
            starter.start(
                number,
                reporter(number),
                session.get(),
                words,
                earlier,
                pending.newestAt(),
                callers));
    callers.clear();
  }

  /** Returns whether a turn can start. A cancelled turn that only speaks does not prevent it. */
  private boolean isFree() {
    if (phase instanceof Cancelling cancelling
        && cancelling.speaker().isEmpty()
        && cancelling.turn().onlySpeaks()) {
      phase = phase.onlySpeaks();
      limit.answered();
    }
    return phase.front().isEmpty();
  }

  /** Adds the running speech to the conversation, before the words that arrived during it. */
  private void openRound(RunningTurn turn) {
    Optional<ToolRoundState> round = turn.underWay();
    if (round.isPresent()) {
      memory
          .conversation()
          .openRound(turn.number(), round.get().answer(), round.get().resultsSoFar());
    }
  }
}
