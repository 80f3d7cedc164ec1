package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import java.util.List;

/** Session at a meeting server: represents one agent in one meeting. Thread-safe. */
public interface MeetingSession extends EndableSession {
  /** Returns the tools that the server offers in this session, including {@code join_meeting}. */
  public List<ToolDescription> tools();

  /**
   * Joins the meeting of the agent's configuration and starts following its transcript. May take
   * minutes. If a previous process requested a join, first waits for the outcome of that join.
   *
   * @throws MeetingException with category {@code REFUSED} and the server's reason when the server
   *     refuses the join
   * @throws InterruptedException when the caller is interrupted; the join may still be pending, and
   *     only {@link #end} cancels it
   */
  void join() throws MeetingException, InterruptedException;

  /**
   * Calls a tool and waits for its result. A failing tool is a result, not an exception. A call
   * cannot be stopped: an interrupt only ends the wait.
   *
   * @param arguments a JSON object as text
   * @throws MeetingException when no result arrived
   */
  ToolOutcome call(String tool, String arguments) throws MeetingException, InterruptedException;

  /**
   * Returns the parts of the agent's configuration that the server ignores, for the agent's log.
   */
  default List<String> restrictions() {
    return List.of();
  }

  /** State that an agent shows in its video, if the server supports it. */
  enum Presence {
    IDLE,
    THINKING,
    BUSY
  }

  /**
   * Shows the agent's current activity. Never waits. Does nothing if the server does not support it
   * or if the state ends immediately.
   */
  default void show(Presence presence) {}

  /**
   * Returns the usage of the server's services by this session so far.
   *
   * @throws MeetingException when the usage cannot be read
   */
  default ServiceUsage usage() throws MeetingException, InterruptedException {
    return ServiceUsage.NONE;
  }

  /**
   * Stops following the session and leaves it in its meeting, for another process to take over. The
   * listener receives no events after this method returned.
   */
  void detach();
}
