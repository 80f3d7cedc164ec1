package ai.joinly.manager.meeting;

/** Names of the tools of a joinly server. */
public final class MeetingTool {
  public static final String JOIN = "join_meeting";
  public static final String LEAVE = "leave_meeting";
  public static final String SPEAK = "speak_text";
  public static final String CHAT = "send_chat_message";
  public static final String CHAT_HISTORY = "get_chat_history";
  public static final String PARTICIPANTS = "get_participants";
  public static final String TRANSCRIPT = "get_transcript";
  public static final String MUTE = "mute_yourself";
  public static final String UNMUTE = "unmute_yourself";

  private MeetingTool() {}
}
