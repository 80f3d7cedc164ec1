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
 * Decides when the agent takes its turn: after each utterance and each chat message that is meant
 * for it, over all that came since the last turn. One turn thinks and acts at a time, while an
 * earlier one may still speak. Owned by the worker's thread.
 */
public final class TurnScheduler {
  /** What waits for a turn at most; the oldest gives way. */
  public static final int MOST_PENDING = 500;

  private static final int MOST_REPEATED = 5;

  /** Who spoke over the agent has ended by then, or it was a noise. */
  private static final Duration AFTER_CUT = Duration.ofMinutes(1);

  private final AgentContext context;
  private final TaskScope stay;
  private final TurnFactory starter;
  private final ConversationState memory;
  private final Supplier<Addressing> makeAddressing;
  private final LongSupplier nanoTime;
  private final AbortLimit limit = new AbortLimit();
  private final TurnInputQueue pending = new TurnInputQueue(MOST_PENDING);
  private Optional<Addressing> addressing = Optional.empty();
  private Optional<MeetingSession> session = Optional.empty();
  private TurnPhase phase = new TurnPhase.None();
  // The turn that ran when the agent fell out of its meeting, until it has ended.
  private Optional<RunningTurn> cutOff = Optional.empty();
  // Whether people wait for a turn, or other agents.
  private boolean due;
  private boolean dueToAgents;
  // Those who wait for it.
  private final Set<String> callers = new HashSet<>();
  // Whether a turn was aborted by words whose utterance has not come yet.
  private boolean owed;
  // Whether somebody remarked something while the agent spoke, since the newest turn began.
  private boolean remarked;
  // When somebody spoke over an answer: whatever they say, the agent is to think about it.
  private OptionalLong cutShortAt = OptionalLong.empty();
  // How often the same words were thought about anew, since the agent fell out of its meeting.
  private int repeated;
  private boolean textModeLogged;

  /**
   * @param makeAddressing called at the first words, since it reads lists that no start waits for
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
   * Goes on where another process ended.
   *
   * @param notBefore what was said before is remembered, but not answered any more
   */
  public void restore(RecoveredAgent restored, Instant notBefore) {
    memory
        .conversation()
        .lastSpoken()
        .ifPresent(text -> addressing().said(text, nanoTime.getAsLong()));
    // A turn was about to answer, and had not come to it.
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
   * The agent is in a meeting (again): what was said before it fell out may still want an answer.
   */
  public void enter(MeetingSession joined) {
    session = Optional.of(joined);
    takeTurnIfDue();
  }

  /** The agent is in no meeting any more: nothing new begins. */
  public void exit() {
    session = Optional.empty();
    cutShortAt = OptionalLong.empty();
    cancel();
    cutOff = phase.front();
  }

  /** Aborts a thought because of words that come further than a listener's remark. */
  public void onSegments(List<Segment> segments) {
    if (addressing().interrupts(segments)) {
      owed |= supersede();
    }
  }

  /**
   * Handles what was said.
   *
   * @param outdated whether it was said too long ago to be answered: it is only remembered
   * @param at when it was heard, by {@link System#nanoTime}
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

  /** Handles what was written, which waits for its turn and aborts none. */
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
    if (callers.size() < MOST_PENDING) {
      callers.addAll(meaning.callers());
    }
    limit.wordsCame(nanoTime.getAsLong());
  }

  /**
   * Cancels the turn that thinks because of new words, unless it is let through.
   *
   * @return whether it is cancelled now
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
      // Words of a listener that cut the speech short may have come before it is known.
      due |= remarked;
    }
    if (round.interrupted()
        && isSpeaking(turn)
        && phase.front().filter(RunningTurn::isThinking).isPresent()) {
      // It thinks that the speech goes on; it has to think again.
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

  /** What is said next is to have an answer again. */
  void onPromptRefused(PromptRefusal refusal) {
    memory.conversation().forget(refusal);
  }

  /** Returns the reporter of a turn, or of {@link ConversationState#NO_TURN}. */
  public TurnListener reporter(long number) {
    return new TurnReporter(number, context, stay, this);
  }

  /** Logs once that the model is asked without tools. */
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

  /** A turn that was overtaken has nothing more to do than to speak. */
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
      // Its words wait no more; without a round of it nobody has answered them.
      // But what costs the agent its session each time must not be tried for ever.
      if (memory.conversation().awaitsAnswer()) {
        due |= repeated < MOST_REPEATED;
        if (repeated == MOST_REPEATED) {
          memory.warn(
              "What was said last is not answered: the session was lost each time the agent tried");
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
    boolean begins = due || addressing().tryTurnBetweenAgents();
    due = false;
    dueToAgents = false;
    if (!begins) {
      return;
    }
    remarked = false;
    limit.turnBegan();
    List<TurnInput> words = pending.take();
    Conversation conversation = memory.conversation();
    String earlier = conversation.recentContext();
    phase.speaker().ifPresent(this::giveItsPlace);
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

  /** Returns whether a turn can start; one that only speaks makes room for it. */
  private boolean isFree() {
    if (phase instanceof Cancelling cancelling
        && cancelling.speaker().isEmpty()
        && cancelling.turn().onlySpeaks()) {
      phase = phase.onlySpeaks();
      limit.answered();
    }
    return phase.front().isEmpty();
  }

  /** What is being said stands in the conversation before what was said to it. */
  private void giveItsPlace(RunningTurn turn) {
    Optional<ToolRoundState> round = turn.underWay();
    if (round.isPresent()) {
      memory
          .conversation()
          .openRound(turn.number(), round.get().answer(), round.get().resultsSoFar());
    }
  }
}
