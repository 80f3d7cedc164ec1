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
 * Tool that speaks in the meeting. Waits for the voice, skips a text if a participant has spoken in
 * the meantime or if the turn has already said it, and reports how much of it was heard. Used by
 * one thread.
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

  /** Returns a tool for an operator's texts, which never become outdated. */
  public static SpeakTool of(MeetingToolGateway calls, SpeechLock voice, TurnListener listener) {
    return new SpeakTool(
        calls,
        voice,
        new TurnState(),
        new TurnClock(System::nanoTime, System.nanoTime()),
        listener);
  }

  /** Returns the call that says {@code text}. The text is cleaned when the call is made. */
  public static ToolCall call(String id, String text) {
    return new ToolCall(id, MeetingTool.SPEAK, ToolArgument.of(ARGUMENT, text));
  }

  /** Returns the text that {@code call} says; empty if it cannot be read. */
  public static Optional<String> words(ToolCall call) {
    return ToolArgument.text(call, ARGUMENT);
  }

  /** Returns the number of speeches that people heard, in full or in part. */
  int spoken() {
    return spoken;
  }

  /** Returns how much of the last speech people heard. */
  public HeardShare heard() {
    return heard;
  }

  /** Returns who had muted the agent when the last speech should have started. */
  public Optional<MutedBy> silencedBy() {
    return silencedBy;
  }

  /** Returns whether a participant spoke over the agent. */
  public boolean wasInterrupted() {
    return interrupted;
  }

  /**
   * Speaks the text until it ends or a participant speaks over it; returns the result for the
   * model.
   */
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
        LogLevel.WARN, "Something was not said: the text has no words that can be spoken");
    return ToolOutcome.failed(
        "Not said: nothing that can be spoken is left of the text without its markdown, emoji and"
            + " reasoning. Say it in plain words.");
  }

  private ToolOutcome tooLong(int length) {
    listener.onNote(
        LogLevel.WARN,
        "Something was not said: it has %s characters; the limit for one speech is %s"
            .formatted(length, OutgoingText.LONGEST));
    return ToolOutcome.failed(
        "Not said: the text has %s characters, and at most %s can be said in one speech. Say it in a few sentences."
            .formatted(length, OutgoingText.LONGEST));
  }

  private ToolOutcome speakInTurn(ToolCall call, String text) {
    if (!awaitVoice()) {
      return calls.isOutdated() ? MeetingToolGateway.OUTDATED : unsaid();
    }
    long startedAt = clock.now();
    long mutes = voice.mutes();
    try {
      Optional<ToolOutcome> silenced = silenced();
      silenced.ifPresent(
          any -> listener.onNote(LogLevel.WARN, "Something was not said: the agent is muted"));
      return silenced.orElseGet(() -> report(calls.act(call), text, mutes));
    } finally {
      voice.giveBack();
      clock.addSpeaking(startedAt);
    }
  }

  /** Logs that the voice did not become free, so that the log explains a missing answer. */
  private ToolOutcome unsaid() {
    if (!Thread.currentThread().isInterrupted()) {
      listener.onNote(
          LogLevel.WARN, "Something was not said: the previous speech has not ended in time");
    }
    return ToolOutcome.failed("Not said: the previous speech has not ended in time.");
  }

  private boolean awaitVoice() {
    if (!state.beginWaiting()) {
      return false;
    }
    boolean taken = false;
    try {
      taken = voice.take();
    } catch (InterruptedException e) {
      // The turn was superseded, or the agent is stopped. The caller checks which.
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
                          + " someone says that you can be heard again.";
                  case ITSELF -> "Not said: you have muted yourself; call unmute_yourself first.";
                })
        .map(ToolOutcome::failed);
  }

  /**
   * Logs and reports the outcome of a speech.
   *
   * @param mutes how often the agent had been muted when the speech started
   * @return the result for the model
   */
  private ToolOutcome report(ToolOutcome outcome, String text, long mutes) {
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
    return new ToolOutcome(answer.resultText(text), Status.INTERRUPTED);
  }

  /** Handles a mute during a speech: the server continues the speech and reports it as finished. */
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
