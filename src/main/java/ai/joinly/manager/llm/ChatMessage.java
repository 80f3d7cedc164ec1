package ai.joinly.manager.llm;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import java.util.List;
import java.util.Optional;

/** Entry of a conversation with a language model. */
public sealed interface ChatMessage {
  /** Utterances of the meeting, or a note of the manager. */
  record User(String text) implements ChatMessage {}

  /**
   * Answer of the model.
   *
   * @param signature data that the service requires back with this answer, unparsed: without the
   *     thought signature of the calls of a turn, Gemini refuses their results
   */
  record Assistant(Optional<String> text, List<ToolCall> toolCalls, Optional<String> signature)
      implements ChatMessage {
    public Assistant {
      toolCalls = List.copyOf(toolCalls);
    }

    /** Creates an answer without a signature. */
    public Assistant(Optional<String> text, List<ToolCall> toolCalls) {
      this(text, toolCalls, Optional.empty());
    }
  }

  /** Result of one tool call; it follows the answer that contains the call. */
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
   * Tool call requested by the model.
   *
   * @param id unique within the conversation
   * @param arguments JSON text as written by the model, which may be malformed
   */
  record ToolCall(String id, String name, String arguments) {}
}
