package ai.joinly.manager.agent.turn.answer;

import ai.joinly.manager.agent.tools.ChatTool;
import ai.joinly.manager.agent.tools.SpeakTool;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Conversation without tool calls, for servers that do not support them. The agent's speech becomes
 * its text, results of other tools become remarks. User and assistant messages alternate and the
 * user is last, as strict chat templates require.
 */
public final class FlatHistory {
  private static final String NOTHING_NEW =
      "(Nothing was said since. Answer " + PlainText.SILENCE + " unless you have more to say.)";

  private final List<ChatMessage> flat = new ArrayList<>();

  private FlatHistory() {}

  /** Returns {@code messages} as text. */
  public static List<ChatMessage> of(List<ChatMessage> messages) {
    FlatHistory history = new FlatHistory();
    for (ChatMessage message : messages) {
      switch (message) {
        case User user -> history.user(user.text());
        case Assistant answer -> answer.toolCalls().forEach(history::call);
        case ToolResult result -> remark(result).ifPresent(history::user);
      }
    }
    if (history.flat.isEmpty() || history.flat.getLast() instanceof Assistant) {
      history.user(NOTHING_NEW);
    }
    return List.copyOf(history.flat);
  }

  private void call(ToolCall call) {
    switch (call.name()) {
      case MeetingTool.SPEAK -> SpeakTool.words(call).ifPresent(this::assistant);
      case MeetingTool.CHAT -> ChatTool.words(call).ifPresent(this::assistant);
      case AnswerReader.END_TURN -> {
        if (!(flat.isEmpty() || flat.getLast() instanceof Assistant)) {
          assistant(PlainText.SILENCE);
        }
      }
      default -> {
        // Its result becomes a remark.
      }
    }
  }

  /** Returns the remark about a result; empty if a speech or message succeeded. */
  private static Optional<String> remark(ToolResult result) {
    return switch (result.toolName()) {
      case AnswerReader.END_TURN, MeetingTool.LEAVE -> Optional.empty();
      case MeetingTool.SPEAK -> remark(result, "This was not said. ");
      case MeetingTool.CHAT -> remark(result, "This was not written. ");
      default -> Optional.of("(" + result.toolName() + ": " + result.text() + ")");
    };
  }

  private static Optional<String> remark(ToolResult result, String undone) {
    return switch (result.status()) {
      case DONE -> Optional.empty();
      case INTERRUPTED, UNDER_WAY, REPEATED, UNKNOWN -> Optional.of("(" + result.text() + ")");
      case NOT_DONE, FAILED -> Optional.of("(" + undone + result.text() + ")");
    };
  }

  private void user(String text) {
    if (text.isBlank()) {
      return;
    }
    if (!flat.isEmpty() && flat.getLast() instanceof User before) {
      flat.set(flat.size() - 1, new User(before.text() + "\n" + text));
    } else {
      flat.add(new User(text));
    }
  }

  private void assistant(String text) {
    if (!flat.isEmpty() && flat.getLast() instanceof Assistant before) {
      flat.set(flat.size() - 1, answer(before.text().orElse("") + "\n" + text));
    } else {
      flat.add(answer(text));
    }
  }

  private static Assistant answer(String text) {
    return new Assistant(Optional.of(text), List.of());
  }
}
