package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.List;
import java.util.Optional;

/** Tool that writes in the meeting's chat; sends a long message in parts. Used by one thread. */
public final class ChatTool {
  static final String ARGUMENT = "message";

  /**
   * Maximum number of messages for one text of a model. The length of an operator's text is limited
   * elsewhere.
   */
  public static final int MAX_PARTS = 10;

  private final MeetingToolGateway calls;
  private final SentMessageTracker own;
  private final TurnListener listener;
  private final int mostParts;
  private int sent;

  /**
   * @param own receives each message before it is sent
   */
  public ChatTool(MeetingToolGateway calls, SentMessageTracker own, TurnListener listener) {
    this(calls, own, listener, Integer.MAX_VALUE);
  }

  /**
   * @param own receives each message before it is sent
   * @param mostParts maximum number of messages for one text
   */
  public ChatTool(
      MeetingToolGateway calls, SentMessageTracker own, TurnListener listener, int mostParts) {
    this.mostParts = mostParts;
    this.calls = calls;
    this.own = own;
    this.listener = listener;
  }

  /** Returns the call that writes {@code message}. The text is cleaned when the call is made. */
  public static ToolCall call(String id, String message) {
    return new ToolCall(id, MeetingTool.CHAT, ToolArgument.of(ARGUMENT, message));
  }

  /** Returns the text that {@code call} writes; empty if it cannot be read. */
  public static Optional<String> words(ToolCall call) {
    return ToolArgument.text(call, ARGUMENT);
  }

  /** Returns the number of messages sent. */
  int sent() {
    return sent;
  }

  /**
   * Writes the complete message, within the turn's limits. After the first part the others are sent
   * even if a participant speaks in the meantime.
   */
  public ToolOutcome write(ToolCall call) {
    if (words(call).isEmpty()) {
      return ToolOutcome.failed(
          "Not sent: the argument 'message' must be a string that is not empty.");
    }
    String message = OutgoingText.written(call);
    if (message.isEmpty()) {
      listener.onNote(
          LogLevel.WARN, "A chat message was not sent: it contains only markup or reasoning");
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
    ToolOutcome outcome = first ? calls.act(part) : calls.continueWith(part);
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
