package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.CompletedRound;
import ai.joinly.manager.agent.turn.MeetingCalls;
import ai.joinly.manager.agent.turn.SpeakTool;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.agent.turn.Voice;
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
 * Says what an operator wants said. While a participant is speaking, the server refuses to begin;
 * then it is tried again for a while. Used by one thread.
 */
final class OperatorSpeech {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final MeetingCalls calls;
  private final Voice voice;
  private final Mailbox mailbox;

  OperatorSpeech(MeetingCalls calls, Voice voice, Mailbox mailbox) {
    this.calls = calls;
    this.voice = voice;
    this.mailbox = mailbox;
  }

  /**
   * @param heard takes how much of it people heard, or that the agent is muted
   */
  ToolOutcome say(ToolCall call, CompletableFuture<HeardShare> heard) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
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
        notes.tell(new OperatorNotes(mailbox));
        return outcome;
      }
    }
  }

  /** Waits for a moment; false when the agent is stopped. */
  private static boolean waited() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Keeps what an attempt tells until it is known that it was the last. */
  private static final class HeldNotes implements TurnListener {
    private final List<Consumer<TurnListener>> news = new ArrayList<>();

    void tell(TurnListener listener) {
      news.forEach(each -> each.accept(listener));
    }

    @Override
    public void onRound(CompletedRound round) {}

    @Override
    public void onNote(LogLevel level, String text) {
      news.add(listener -> listener.onNote(level, text));
    }

    @Override
    public void onSaid(String text) {
      news.add(listener -> listener.onSaid(text));
    }

    @Override
    public void onChatSent(String text) {}

    @Override
    public void onOnlySpeech() {}
  }
}
