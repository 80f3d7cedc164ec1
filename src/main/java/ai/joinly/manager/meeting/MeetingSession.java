package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import java.util.List;

/** A session at a meeting server: one agent's body in one meeting. Thread-safe. */
public interface MeetingSession extends EndableSession {
  /** The tools the server offers in this session, {@code join_meeting} among them. */
  public List<ToolDescription> tools();

  /**
   * Joins the meeting of the agent's configuration and begins to follow its transcript. May take
   * minutes. Where a former process had asked to join, it waits for what came of that first.
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

  /** Returns what the server does not do as the agent's configuration asks for, for its log. */
  default List<String> restrictions() {
    return List.of();
  }

  /** What an agent shows in its picture, where the server offers that. */
  enum Presence {
    IDLE,
    THINKING,
    BUSY
  }

  /**
   * Shows what the agent does. Never waits; where it cannot be shown, or would be over at once,
   * nothing happens.
   */
  default void show(Presence presence) {}

  /**
   * What the server's services have used for this session so far.
   *
   * @throws MeetingException when it cannot be had
   */
  default ServiceUsage usage() throws MeetingException, InterruptedException {
    return ServiceUsage.NONE;
  }

  /**
   * Stops following the session and leaves it as it is, in its meeting, for another process to take
   * up. The listener hears nothing after it returned.
   */
  void letGo();
}
