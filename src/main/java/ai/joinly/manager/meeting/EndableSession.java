package ai.joinly.manager.meeting;

import java.time.Duration;

/** Session that may exist on a server. Thread-safe. */
public interface EndableSession {
  /** Returns the server's id of this session. */
  String id();

  /**
   * Ends the session: cancels a pending join or leaves the meeting, then deletes the session. Waits
   * at most {@code limit}; unfinished work continues in the background for a bounded time.
   * Idempotent. The listener may receive the last utterances until this method returns, and no
   * events after that.
   *
   * @return whether the server confirmed the end within the limit
   */
  boolean end(Duration limit);
}
