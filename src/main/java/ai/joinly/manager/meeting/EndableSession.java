package ai.joinly.manager.meeting;

import java.time.Duration;

/** A session that may be alive on a server. Thread-safe. */
public interface EndableSession {
  /** The server's id of this session. */
  String id();

  /**
   * Ends the session: cancels a join that is under way, else leaves the meeting, then deletes the
   * session. Waits at most {@code limit}; what is not done by then goes on in the background,
   * within limits. Calling it twice does no harm. The listener may hear the last words until it
   * returns, and nothing after.
   *
   * @return whether the server confirmed the end within the limit
   */
  boolean end(Duration limit);
}
