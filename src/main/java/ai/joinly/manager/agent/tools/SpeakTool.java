package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.tools.SpeechLock.MutedBy;
import ai.joinly.manager.agent.turn.TurnClock;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.agent.turn.TurnState;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Speaks in the meeting: when the voice is free, when nothing was said meanwhile, nothing twice,
 * and with the truth about what people heard. Used by one thread.
 */
public final class SpeakTool {
  static final String ARGUMENT = "text";

  private final MeetingToolGateway calls;
  private final SpeechLock voice;
  private final TurnState state;
  private final TurnClock clock;
  private final TurnListener listener;
  private final Set<String> said = new HashSet<>();
  private boolean interrupted;
  private int spoken;
  private HeardShare heard = HeardShare.NONE;
  private Optional<MutedBy> silencedBy = Optional.empty();

  public SpeakTool(
      MeetingToolGateway calls,
      SpeechLock voice,
      TurnState state,
      TurnClock clock,
      TurnListener listener) {
    this.calls = calls;
    this.voice = voice;
    this.state = state;
    this.clock = clock;
    this.listener = listener;
  }

  /** For words that nothing makes outdated: those of an operator. */
  public static SpeakTool of(MeetingToolGateway calls, SpeechLock voice, TurnListener listener) {
    return new SpeakTool(
        calls,
        voice,
        new TurnState(),
        new TurnClock(System::nanoTime, System.nanoTime()),
        listener);
  }

  /** Returns the call that says {@code text}, which is cleaned when it is made. */
  public static ToolCall call(String id, String text) {
    return new ToolCall(id, MeetingTool.SPEAK, ToolArgument.of(ARGUMENT, text));
  }

  /** Returns what {@code call} is to say; empty when that cannot be read. */
  public static Optional<String> words(ToolCall call) {
    return ToolArgument.text(call, ARGUMENT);
  }

  /** Returns how many speeches people heard, or a part of them. */
  int spoken() {
    return spoken;
  }

  /** Returns how much of the last speech people heard. */
  public HeardShare heard() {
    return heard;
  }

  /** Returns who had muted the agent, so that the last speech was not begun. */
  public Optional<MutedBy> silencedBy() {
    return silencedBy;
  }

  /** Whether somebody spoke over the agent. */
  public boolean wasInterrupted() {
    return interrupted;
  }

  /** Says it to the end, unless somebody speaks over it; the answer is for the model. */
  public ToolOutcome speak(ToolCall call) {
    if (words(call).isEmpty()) {
      return ToolOutcome.failed(
          "Not said: the argument 'text' must be a string that is not empty.");
    }
    String text = OutgoingText.spoken(call);
    if (text.isEmpty()) {
      return nothingLeft();
    }
    if (text.length() > OutgoingText.LONGEST) {
      return tooLong(text.length());
    }
    if (said.contains(plain(text))) {
      return new ToolOutcome("Not said again: you have just said this.", Status.REPEATED);
    }
    if (interrupted) {
      return MeetingToolGateway.OUTDATED;
    }
    return speakInTurn(OutgoingText.of(call), text);
  }

  private ToolOutcome nothingLeft() {
    listener.onNote(
        LogLevel.WARN, "Something was not said: nothing of the text can be spoken, only markup");
    return ToolOutcome.failed(
        "Not said: nothing that can be spoken is left of the text without its markdown, emoji and"
            + " reasoning. Say it in plain words.");
  }

  private ToolOutcome tooLong(int length) {
    listener.onNote(
        LogLevel.WARN,
        "Something was not said: it has %s characters, and at most %s can be said at once"
            .formatted(length, OutgoingText.LONGEST));
    return ToolOutcome.failed(
        "Not said: the text has %s characters, and at most %s can be said at once. Say it in a few sentences."
            .formatted(length, OutgoingText.LONGEST));
  }

  private ToolOutcome speakInTurn(ToolCall call, String text) {
    if (!awaitVoice()) {
      return calls.isOutdated() ? MeetingToolGateway.OUTDATED : unsaid();
    }
    long begun = clock.now();
    long mutes = voice.mutes();
    try {
      Optional<ToolOutcome> silenced = silenced();
      silenced.ifPresent(
          any -> listener.onNote(LogLevel.WARN, "Something was not said: the agent is muted"));
      return silenced.orElseGet(() -> told(calls.act(call), text, mutes));
    } finally {
      voice.giveBack();
      clock.addSpeaking(begun);
    }
  }

  /** The voice did not become free. Who has been told "later" finds in the log that it was not. */
  private ToolOutcome unsaid() {
    if (!Thread.currentThread().isInterrupted()) {
      listener.onNote(
          LogLevel.WARN, "Something was not said: what was said before does not come to an end");
    }
    return ToolOutcome.failed("Not said: what was said before does not come to an end.");
  }

  private boolean awaitVoice() {
    if (!state.beginWaiting()) {
      return false;
    }
    boolean taken = false;
    try {
      taken = voice.take();
    } catch (InterruptedException e) {
      // New words came, which ends the waiting; or the agent is stopped, which what follows shows.
      Thread.currentThread().interrupt();
    }
    if (state.endWaiting()) {
      return taken;
    }
    if (taken) {
      voice.giveBack();
    }
    return false;
  }

  private Optional<ToolOutcome> silenced() {
    silencedBy = voice.muted();
    return silencedBy
        .map(
            by ->
                switch (by) {
                  case OPERATOR ->
                      "Not said: an operator has muted you. Listen, and do not try to speak until"
                          + " somebody tells you that you can be heard again.";
                  case ITSELF -> "Not said: you have muted yourself; call unmute_yourself first.";
                })
        .map(ToolOutcome::failed);
  }

  /**
   * @param mutes how often the agent had been muted when the speech began
   */
  private ToolOutcome told(ToolOutcome outcome, String text, long mutes) {
    if (outcome.status() == Status.NOT_DONE) {
      return outcome;
    }
    if (outcome.status() == Status.UNKNOWN) {
      said.add(plain(text));
    }
    if (outcome.isError()) {
      listener.onNote(LogLevel.WARN, "Could not speak: " + outcome.text());
      return outcome;
    }
    spoken++;
    SpeechResult answer = SpeechResult.of(outcome.text());
    heard = answer.share();
    if (voice.mutes() != mutes && heard != HeardShare.NONE) {
      return silenced(answer, text);
    }
    if (!answer.interrupted()) {
      said.add(plain(text));
      listener.onNote(LogLevel.INFO, "Said: " + text);
      listener.onSaid(text);
      return outcome;
    }
    interrupted = true;
    listener.onNote(
        LogLevel.INFO,
        answer
            .heard()
            .filter(heard -> !heard.isBlank())
            .map(heard -> "Was interrupted after saying: " + heard)
            .orElse("Was interrupted before anything was heard"));
    listener.onSaid(answer.heard().orElse(""));
    return new ToolOutcome(answer.told(text), Status.INTERRUPTED);
  }

  /** The server goes on with a speech while the agent is muted, and calls it finished. */
  private ToolOutcome silenced(SpeechResult answer, String text) {
    heard = HeardShare.PART;
    interrupted = answer.interrupted();
    said.add(plain(text));
    listener.onNote(
        LogLevel.INFO, "Was muted while it spoke; people heard at most the beginning of: " + text);
    listener.onSaid("");
    return new ToolOutcome(
        "You were muted while you spoke. People heard the beginning of this at most.",
        Status.INTERRUPTED);
  }

  private static String plain(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
