package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.tools.SpeechLock.MutedBy;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.Optional;

/** Executor of all tools except speech and chat. Thread-safe. */
public final class GenericToolExecutor {
  /** Prefix of the names of read-only tools. */
  private static final String READING = "get_";

  private final MeetingToolGateway calls;
  private final OfferedTools tools;
  private final SpeechLock voice;
  private final TurnListener listener;

  public GenericToolExecutor(
      MeetingToolGateway calls, OfferedTools tools, SpeechLock voice, TurnListener listener) {
    this.calls = calls;
    this.tools = tools;
    this.voice = voice;
    this.listener = listener;
  }

  ToolOutcome use(ToolCall call) {
    boolean unmutes = call.name().equals(MeetingTool.UNMUTE);
    if (unmutes && voice.muted().equals(Optional.of(MutedBy.OPERATOR))) {
      return ToolOutcome.failed("Not done: an operator has muted you.");
    }
    ToolOutcome outcome = onlyReads(call.name()) ? calls.look(call) : calls.act(call);
    if (outcome.status() == Status.NOT_DONE) {
      return outcome;
    }
    if (outcome.isError()) {
      listener.onNote(LogLevel.WARN, "The tool " + call.name() + " failed: " + outcome.text());
      return outcome;
    }
    if (unmutes) {
      voice.muted(Optional.empty());
    } else if (call.name().equals(MeetingTool.MUTE) && voice.muted().isEmpty()) {
      voice.muted(Optional.of(MutedBy.ITSELF));
    }
    listener.onNote(LogLevel.INFO, "Used the tool " + call.name());
    return outcome;
  }

  /**
   * Returns whether a tool is read-only. Tools of additional servers never count as read-only,
   * since their names do not show whether they change something.
   */
  private boolean onlyReads(String tool) {
    return tool.startsWith(READING) && !tools.isFurther(tool);
  }
}
