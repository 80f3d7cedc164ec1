package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.conversation.Conversation;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.ToolDefinition.Need;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tools available to a turn: those of the meeting and those of the agent's additional servers,
 * which never replace a tool of the meeting. Thread-safe.
 */
public final class OfferedTools {
  /** Names with a meaning for agents, even if the meeting's server has no such tool. */
  public static final Set<String> RESERVED =
      Set.of(
          "end_turn",
          "join_meeting",
          "leave_meeting",
          "speak_text",
          "send_chat_message",
          "get_chat_history",
          "get_transcript",
          "get_participants",
          "get_video_snapshot",
          "share_screen",
          "stop_sharing",
          "mute_yourself",
          "unmute_yourself");

  /** Tools without which an agent cannot answer. */
  private static final Set<String> VOICE = Set.of(MeetingTool.SPEAK, MeetingTool.CHAT);

  private final MeetingSession session;
  private final ToolBox box;
  private final Set<String> own = new HashSet<>(RESERVED);
  private final List<ToolDefinition> definitions = new ArrayList<>();

  /**
   * @param box read once for its current tools
   */
  public OfferedTools(MeetingSession session, ToolBox box) {
    this.session = session;
    this.box = box;
    for (ToolDescription tool : session.tools()) {
      own.add(tool.name());
      if (!tool.name().equals(MeetingTool.JOIN) && !tool.name().equals(ToolRunner.END_TURN)) {
        Need need = VOICE.contains(tool.name()) ? Need.ESSENTIAL : Need.USEFUL;
        definitions.add(new ToolDefinition(tool, need));
      }
    }
    for (ToolDescription tool : box.tools()) {
      if (!own.contains(tool.name())) {
        definitions.add(new ToolDefinition(tool, Need.FURTHER));
      }
    }
  }

  public List<ToolDefinition> definitions() {
    return List.copyOf(definitions);
  }

  /** Returns whether a tool belongs to one of the agent's additional servers. */
  boolean isFurther(String name) {
    return !own.contains(name) && box.owns(name);
  }

  /** Calls a tool at its server. */
  public ToolOutcome call(String name, String arguments)
      throws MeetingException, InterruptedException {
    return cut(isFurther(name) ? box.call(name, arguments) : session.call(name, arguments));
  }

  /** Truncates a long result, since every later request of the turn repeats it. */
  private static ToolOutcome cut(ToolOutcome outcome) {
    return outcome.text().length() <= Conversation.MAX_RESULT
        ? outcome
        : outcome.withText(outcome.text().substring(0, Conversation.MAX_RESULT) + " [cut]");
  }
}
