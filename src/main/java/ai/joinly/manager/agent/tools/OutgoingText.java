package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.speech.ChatText;
import ai.joinly.manager.agent.speech.SpokenText;
import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingTool;

/**
 * Calls that speak and write, with their texts in the form in which people hear and read them. A
 * text goes through it once: cleaning what is clean already damages code.
 */
public final class OutgoingText {
  /** Characters of one speech: some nine minutes. What is longer is not said. */
  static final int LONGEST = 8_000;

  private OutgoingText() {}

  /**
   * Returns the answer as it enters the conversation. One that has a signature stays as it is: its
   * service may compare.
   */
  static Assistant of(Assistant answer) {
    return answer.signature().isPresent()
        ? answer
        : new Assistant(answer.text(), answer.toolCalls().stream().map(OutgoingText::of).toList());
  }

  /** Returns the call with its text cleaned, or as it is when nothing would be left of the text. */
  public static ToolCall of(ToolCall call) {
    return switch (call.name()) {
      case MeetingTool.SPEAK -> with(call, SpeakTool.ARGUMENT, spoken(call));
      case MeetingTool.CHAT -> with(call, ChatTool.ARGUMENT, written(call));
      default -> call;
    };
  }

  /** Returns what a voice says for the call; empty when nothing can be said. */
  static String spoken(ToolCall call) {
    return ToolArgument.text(call, SpeakTool.ARGUMENT).map(SpokenText::of).orElse("");
  }

  /** Returns what the chat shows for the call; empty when nothing is left to write. */
  static String written(ToolCall call) {
    return ToolArgument.text(call, ChatTool.ARGUMENT).map(ChatText::of).orElse("");
  }

  private static ToolCall with(ToolCall call, String argument, String text) {
    return text.isEmpty()
        ? call
        : new ToolCall(call.id(), call.name(), ToolArgument.of(argument, Cut.to(LONGEST, text)));
  }
}
