package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.List;
import java.util.Optional;

/** Writes in the meeting's chat, a long message in parts. Used by one thread. */
public final class ChatTool {
  static final String ARGUMENT = "message";

  /** Messages that a text of a model becomes at most; that of an operator is bounded already. */
  public static final int MOST_PARTS = 10;

  private final MeetingToolGateway calls;
  private final SentMessageTracker own;
  private final TurnListener listener;
  private final int mostParts;
  private int sent;

  /**
   * @param own gets what is written, before it is sent
   */
  public ChatTool(MeetingToolGateway calls, SentMessageTracker own, TurnListener listener) {
    this(calls, own, listener, Integer.MAX_VALUE);
  }

  /**
   * @param own gets what is written, before it is sent
   * @param mostParts messages that one text becomes at most
   */
  public ChatTool(
      MeetingToolGateway calls, SentMessageTracker own, TurnListener listener, int mostParts) {
    this.mostParts = mostParts;
    this.calls = calls;
    this.own = own;
    this.listener = listener;
  }

  /** Returns the call that writes {@code message}, which is cleaned when it is made. */
  public static ToolCall call(String id, String message) {
    return new ToolCall(id, MeetingTool.CHAT, ToolArgument.of(ARGUMENT, message));
  }

  /** Returns what {@code call} is to write; empty when that cannot be read. */
  public static Optional<String> words(ToolCall call) {
    return ToolArgument.text(call, ARGUMENT);
  }

  /** Returns how many messages were sent. */
  int sent() {
    return sent;
  }

  /**
   * Writes all of it, as far as the turn's limits allow; what was begun is finished, whoever speaks
   * meanwhile.
   */
  public ToolOutcome write(ToolCall call) {
    if (words(call).isEmpty()) {
      return ToolOutcome.failed(
          "Not sent: the argument 'message' must be a string that is not empty.");
    }
    String message = OutgoingText.written(call);
    if (message.isEmpty()) {
      listener.onNote(
          LogLevel.WARN, "Something was not written in the chat: nothing is left of its text");
      return ToolOutcome.failed(
          "Not sent: nothing is left of the message without its markup and reasoning. Write it in"
              + " plain words.");
    }
    List<String> parts = ChatParts.of(message);
    for (int i = 0; i < parts.size(); i++) {
      if (i == mostParts) {
        return partly(
            ToolOutcome.failed("The text is too long for a chat; do not send the rest."),
            i,
            parts.size());
      }
      ToolOutcome outcome =
          send(new ToolCall(call.id(), call.name(), arguments(parts.get(i))), i == 0);
      if (outcome.status() != Status.DONE) {
        return partly(outcome, i, parts.size());
      }
    }
    return ToolOutcome.done(
        parts.size() == 1 ? "Sent message." : "Sent in " + parts.size() + " messages.");
  }

  private static String arguments(String part) {
    return ToolArgument.of(ARGUMENT, part);
  }

  private ToolOutcome send(ToolCall part, boolean first) {
    if (first && calls.isOutdated()) {
      return MeetingToolGateway.OUTDATED;
    }
    String text = ToolArgument.text(part, ARGUMENT).orElse("");
    own.add(text);
    ToolOutcome outcome = first ? calls.act(part) : calls.goOn(part);
    if (outcome.status() == Status.NOT_DONE) {
      return outcome;
    }
    if (outcome.isError()) {
      listener.onNote(LogLevel.WARN, "Could not write in the chat: " + outcome.text());
    } else {
      listener.onNote(LogLevel.INFO, "Wrote in the chat: " + text);
      listener.onChatSent(text);
      sent++;
    }
    return outcome;
  }

  private static ToolOutcome partly(ToolOutcome outcome, int sent, int parts) {
    return sent == 0
        ? outcome
        : new ToolOutcome(
            "Only the first %s of %s parts were sent. %s".formatted(sent, parts, outcome.text()),
            outcome.isError() ? outcome.status() : Status.INTERRUPTED);
  }
}
