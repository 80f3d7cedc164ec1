package ai.joinly.manager.agent.participation;

import ai.joinly.manager.agent.Refusals;
import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.tools.MeetingToolGateway;
import ai.joinly.manager.agent.tools.SpeakTool;
import ai.joinly.manager.agent.tools.SpeechLock;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Speech of an operator. The server refuses to start it while a participant is speaking; it is
 * retried for a limited time. Used by one thread.
 */
final class OperatorSpeech {
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final MeetingToolGateway calls;
  private final SpeechLock voice;
  private final TurnListener listener;

  OperatorSpeech(MeetingToolGateway calls, SpeechLock voice, TurnListener listener) {
    this.calls = calls;
    this.voice = voice;
    this.listener = listener;
  }

  /**
   * Says the text of {@code call}.
   *
   * @param heard completed with the share that people heard, or with the refusal if the agent is
   *     muted
   */
  ToolOutcome say(ToolCall call, CompletableFuture<HeardShare> heard) {
    long deadline = System.nanoTime() + RETRY_LIMIT.toNanos();
    while (true) {
      HeldNotes notes = new HeldNotes();
      SpeakTool tool = SpeakTool.of(calls, voice, notes);
      ToolOutcome outcome = tool.speak(call);
      boolean refused = !outcome.isError() && tool.heard() == HeardShare.NONE;
      if (!refused || System.nanoTime() - deadline >= 0 || !waited()) {
        tool.silencedBy()
            .ifPresentOrElse(
                by -> heard.completeExceptionally(Refusals.muted(by)),
                () -> heard.complete(tool.heard()));
        notes.replay(listener);
        return outcome;
      }
    }
  }

  /** Pauses; returns false if the agent is stopped. */
  private static boolean waited() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Buffer for the notes of an attempt until it is known to be the last. */
  private static final class HeldNotes implements TurnListener {
    private final List<Consumer<TurnListener>> notes = new ArrayList<>();

    void replay(TurnListener listener) {
      notes.forEach(each -> each.accept(listener));
    }

    @Override
    public void onRound(CompletedRound round) {}

    @Override
    public void onNote(LogLevel level, String text) {
      notes.add(listener -> listener.onNote(level, text));
    }

    @Override
    public void onSaid(String text) {
      notes.add(listener -> listener.onSaid(text));
    }

    @Override
    public void onChatSent(String text) {}

    @Override
    public void onOnlySpeech() {}
  }
}
