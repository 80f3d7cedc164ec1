package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.speech.ChatText;
import ai.joinly.manager.agent.speech.SpokenText;
import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingTool;

/**
 * Cleaner of the texts of speech and chat calls, which converts them into the form that
 * participants hear and read. Each text must be cleaned only once: cleaning it again damages code.
 */
public final class OutgoingText {
  /** Maximum characters of one speech, about nine minutes. Longer texts are not spoken. */
  static final int LONGEST = 8_000;

  private OutgoingText() {}

  /**
   * Returns the answer as it is added to the conversation. An answer with a signature is unchanged,
   * since its provider may verify it.
   */
  static Assistant of(Assistant answer) {
    return answer.signature().isPresent()
        ? answer
        : new Assistant(answer.text(), answer.toolCalls().stream().map(OutgoingText::of).toList());
  }

  /** Returns the call with its text cleaned; unchanged if no text would remain. */
  public static ToolCall of(ToolCall call) {
    return switch (call.name()) {
      case MeetingTool.SPEAK -> with(call, SpeakTool.ARGUMENT, spoken(call));
      case MeetingTool.CHAT -> with(call, ChatTool.ARGUMENT, written(call));
      default -> call;
    };
  }

  /** Returns the call's text as it is spoken; empty if none of it can be spoken. */
  static String spoken(ToolCall call) {
    return ToolArgument.text(call, SpeakTool.ARGUMENT).map(SpokenText::of).orElse("");
  }

  /** Returns the call's text as a chat message; empty if no text remains. */
  static String written(ToolCall call) {
    return ToolArgument.text(call, ChatTool.ARGUMENT).map(ChatText::of).orElse("");
  }

  private static ToolCall with(ToolCall call, String argument, String text) {
    return text.isEmpty()
        ? call
        : new ToolCall(call.id(), call.name(), ToolArgument.of(argument, Cut.to(LONGEST, text)));
  }
}
