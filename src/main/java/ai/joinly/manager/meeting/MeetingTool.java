package ai.joinly.manager.meeting;

/**
 * A tool of a meeting session.
 *
 * @param inputSchema a JSON Schema of type object, as JSON text
 */
public record MeetingTool(String name, String description, String inputSchema) {
  public static final String JOIN = "join_meeting";
  public static final String LEAVE = "leave_meeting";
  public static final String SPEAK = "speak_text";
  public static final String CHAT = "send_chat_message";
  public static final String CHAT_HISTORY = "get_chat_history";
  public static final String PARTICIPANTS = "get_participants";
  public static final String TRANSCRIPT = "get_transcript";
  public static final String MUTE = "mute_yourself";
  public static final String UNMUTE = "unmute_yourself";
}
