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
 * What a turn may use: the tools of the meeting and those of the agent's further servers, which
 * never stand in for one of the meeting. Thread-safe.
 */
public final class OfferedTools {
  /** Names that mean something to an agent, whether the meeting's server has such a tool or not. */
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

  /** Without them an agent is silent. */
  private static final Set<String> VOICE = Set.of(MeetingTool.SPEAK, MeetingTool.CHAT);

  private final MeetingSession session;
  private final ToolBox box;
  private final Set<String> own = new HashSet<>(RESERVED);
  private final List<ToolDefinition> definitions = new ArrayList<>();

  /**
   * @param box is asked once for what it has
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

  /** Whether a tool belongs to one of the agent's further servers. */
  boolean isFurther(String name) {
    return !own.contains(name) && box.owns(name);
  }

  /** Calls a tool where it belongs. */
  public ToolOutcome call(String name, String arguments)
      throws MeetingException, InterruptedException {
    return cut(isFurther(name) ? box.call(name, arguments) : session.call(name, arguments));
  }

  /** The model sees it again with every further round of the turn. */
  private static ToolOutcome cut(ToolOutcome outcome) {
    return outcome.text().length() <= Conversation.LONGEST_RESULT
        ? outcome
        : outcome.withText(outcome.text().substring(0, Conversation.LONGEST_RESULT) + " [cut]");
  }
}
