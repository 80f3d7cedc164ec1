package ai.joinly.manager.meeting;

import java.time.Duration;
import java.util.List;

/** A session at a meeting server: one agent's body in one meeting. Thread-safe. */
public interface MeetingSession {
  /** The server's id of this session. */
  String id();

  /** The tools the server offers in this session, {@code join_meeting} among them. */
  List<MeetingTool> tools();

  /**
   * Joins the meeting of the agent's configuration and begins to follow its transcript. May take
   * minutes.
   *
   * @throws MeetingException with category {@code REFUSED} and the server's reason when the server
   *     says no
   * @throws InterruptedException when the caller is interrupted; the join may still be under way
   *     then, and only {@link #end} cancels it
   */
  void join() throws MeetingException, InterruptedException;

  /**
   * Calls a tool and waits for its result. A failing tool is a result, not an exception. There is
   * no way to stop a call: an interrupt only ends the waiting.
   *
   * @param arguments a JSON object as text
   * @throws MeetingException when no result came
   */
  ToolOutcome call(String tool, String arguments) throws MeetingException, InterruptedException;

  /**
   * Ends the session: cancels a join that is under way, else leaves the meeting, then deletes the
   * session. Waits at most {@code limit}; what is not done by then goes on in the background,
   * within limits. Calling it twice does no harm. The listener hears nothing after it returned.
   *
   * @return whether the server confirmed the end within the limit
   */
  boolean end(Duration limit);
}
