package ai.joinly.manager.llm;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.List;
import java.util.Optional;

/** One entry of a conversation with a language model. */
public sealed interface ChatMessage {
  /** What the meeting said, or a remark of the manager. */
  record User(String text) implements ChatMessage {}

  /**
   * What the model answered.
   *
   * @param signature what the service wants to see again with this answer, unread: without the
   *     thought signature of the calls of a turn Gemini refuses their results
   */
  record Assistant(Optional<String> text, List<ToolCall> toolCalls, Optional<String> signature)
      implements ChatMessage {
    public Assistant {
      toolCalls = List.copyOf(toolCalls);
    }

    /** An answer of which the service wants nothing back. */
    public Assistant(Optional<String> text, List<ToolCall> toolCalls) {
      this(text, toolCalls, Optional.empty());
    }
  }

  /** The result of one tool call; it stands after the answer that holds the call. */
  record ToolResult(String callId, String toolName, String text, Status status, List<Image> images)
      implements ChatMessage {
    public ToolResult {
      images = List.copyOf(images);
    }

    public static ToolResult of(ToolCall call, ToolOutcome outcome) {
      return new ToolResult(
          call.id(), call.name(), outcome.forModel(), outcome.status(), outcome.images());
    }

    public boolean isError() {
      return status.isError();
    }

    public ToolResult withText(String other) {
      return new ToolResult(callId, toolName, other, status, images);
    }

    public ToolResult withImages(List<Image> others) {
      return new ToolResult(callId, toolName, text, status, others);
    }
  }

  /**
   * A call that the model asks for.
   *
   * @param id unique within the conversation
   * @param arguments JSON text as the model wrote it, which may be broken
   */
  record ToolCall(String id, String name, String arguments) {}
}
