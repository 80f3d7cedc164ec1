package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.CompletedRound;
import ai.joinly.manager.agent.turn.Conversation;
import ai.joinly.manager.agent.turn.Heard;
import ai.joinly.manager.agent.turn.NameTrigger;
import ai.joinly.manager.agent.turn.PromptRefusal;
import ai.joinly.manager.agent.turn.RoundProgress;
import ai.joinly.manager.agent.turn.TranscriptText;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.ChatLine;
import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When the agent takes its turn: after each utterance and each chat message that concerns it, over
 * all that came since the last turn. One turn thinks and acts at a time; beside it one may still
 * speak that was overtaken by a short remark. Owned by the worker's thread.
 */
final class TurnTaking {
  /** What waits for a turn at most; the oldest gives way. */
  static final int MOST_PENDING = 500;

  private static final int MOST_REPEATED = 5;

  /** Who spoke over the agent has ended by then, or it was a noise. */
  private static final Duration AFTER_CUT = Duration.ofMinutes(1);

  private final AgentConfig config;
  private final TurnStarter starter;
  private final NameTrigger trigger;
  private final Memory memory;
  private final Pending pending = new Pending(MOST_PENDING);
  private Optional<MeetingSession> session = Optional.empty();
  private Optional<RunningTurn> current = Optional.empty();
  private Optional<RunningTurn> speaking = Optional.empty();
  // The turn that ran when the agent fell out of its meeting, until it has ended.
  private Optional<RunningTurn> cutOff = Optional.empty();
  private boolean due;
  // When somebody spoke over an answer: whatever they say, the agent is to think about it.
  private OptionalLong cutShortAt = OptionalLong.empty();
  // How often the same words were thought about anew, since the agent fell out of its meeting.
  private int repeated;

  TurnTaking(AgentConfig config, Memory memory, TurnStarter starter) {
    this.config = config;
    this.memory = memory;
    this.starter = starter;
    this.trigger = new NameTrigger(config.name());
  }

  /**
   * Goes on where another process ended.
   *
   * @param notBefore what was said before is remembered, but not answered any more
   */
  void restore(Restored restored, Instant notBefore) {
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

  /** Where the agent is now; empty when it is in no meeting. */
  Optional<MeetingSession> session() {
    return session;
  }

  /**
   * The agent is in a meeting (again): what was said before it fell out may still want an answer.
   */
  void enter(MeetingSession joined) {
    session = Optional.of(joined);
    takeTurnIfDue();
  }

  /** The agent is in no meeting any more: nothing new begins. */
  void exit() {
    session = Optional.empty();
    cutShortAt = OptionalLong.empty();
    current.ifPresent(RunningTurn::supersede);
    cutOff = current;
  }

  /**
   * Words of a participant reach further than the end of the utterance: a thought is cut off now.
   */
  void onSegments(List<Segment> segments) {
    if (!config.nameTrigger()
        && segments.stream().anyMatch(segment -> segment.role() == Role.PARTICIPANT)) {
      current.ifPresent(RunningTurn::supersede);
    }
  }

  /**
   * @param outdated whether it was said too long ago to be answered: it is only remembered
   * @param at when it was heard, by {@link System#nanoTime}
   */
  void onUtterance(List<Segment> segments, boolean outdated, long at) {
    segments.forEach(segment -> pending.add(new Heard.Speech(segment), at));
    if (outdated || !(isAfterCut(at) || concerns(TranscriptText.words(segments)))) {
      return;
    }
    cutShortAt = OptionalLong.empty();
    due = true;
    current.ifPresent(RunningTurn::supersede);
    takeTurnIfDue();
  }

  private boolean isAfterCut(long at) {
    return cutShortAt.isPresent() && at - cutShortAt.getAsLong() < AFTER_CUT.toNanos();
  }

  /** What is written waits for its turn: it cuts nobody short. */
  void onChat(ChatLine line, boolean outdated, long at) {
    pending.add(new Heard.Chat(line), at);
    if (!outdated && concerns(line.text())) {
      due = true;
      takeTurnIfDue();
    }
  }

  private boolean concerns(String words) {
    return !config.nameTrigger() || trigger.isIn(words);
  }

  void onRound(long turn, CompletedRound round) {
    memory.conversation().addRound(turn, round.answer(), round.results());
    find(turn).ifPresent(running -> running.roundDone(round.number()));
    if (round.interrupted()) {
      cutShortAt = OptionalLong.of(System.nanoTime());
    }
    if (round.interrupted()
        && isSpeaking(turn)
        && current.filter(RunningTurn::isThinking).isPresent()) {
      // It thinks that the speech goes on; it has to think again.
      current.ifPresent(RunningTurn::supersede);
      due = true;
    }
  }

  private boolean isSpeaking(long turn) {
    return speaking.filter(running -> running.number() == turn).isPresent();
  }

  /** What is said next is to have an answer again. */
  void onPromptRefused(PromptRefusal refusal) {
    memory.conversation().forget(refusal);
  }

  /** A turn that was overtaken has nothing more to do than to speak. */
  void onOnlySpeech() {
    takeTurnIfDue();
  }

  void onTurnEnded(long turn) {
    memory.conversation().closeRound(turn);
    current = current.filter(running -> running.number() != turn);
    speaking = speaking.filter(running -> running.number() != turn);
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

  private Optional<RunningTurn> find(long turn) {
    return current.filter(running -> running.number() == turn).or(() -> speaking);
  }

  private void takeTurnIfDue() {
    if (!due || session.isEmpty() || !isFree()) {
      return;
    }
    due = false;
    List<Heard> words = pending.take();
    Conversation conversation = memory.conversation();
    String context = conversation.recentContext();
    speaking.ifPresent(this::giveItsPlace);
    if (!words.isEmpty()) {
      repeated = 0;
      memory.hear(String.join("\n", TranscriptText.linesOf(words)));
    }
    current = Optional.of(starter.start(session.get(), words, context, pending.newestAt()));
  }

  /** Whether a turn can begin; one that only speaks makes room for it. */
  private boolean isFree() {
    if (current.isPresent() && speaking.isEmpty() && current.get().onlySpeaks()) {
      speaking = current;
      current = Optional.empty();
    }
    return current.isEmpty();
  }

  /** What is being said stands in the conversation before what was said to it. */
  private void giveItsPlace(RunningTurn turn) {
    Optional<RoundProgress> round = turn.underWay();
    if (round.isPresent()) {
      memory
          .conversation()
          .openRound(turn.number(), round.get().answer(), round.get().resultsSoFar());
    }
  }
}
