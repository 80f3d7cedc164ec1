package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.meeting.MeetingException;

/**
 * Writes down how far a session has come, so that another process can take it up or end it.
 * Thread-safe.
 */
public interface SessionLedger {
  /** Keeps nothing. */
  SessionLedger NONE =
      new SessionLedger() {
        @Override
        public void named(String sessionId) {}

        @Override
        public void ready(String sessionId, String protocolVersion, String serverVersion) {}

        @Override
        public void joining(String sessionId, long requestId) {}

        @Override
        public void joined(String sessionId) {}

        @Override
        public void ending(String sessionId) {}

        @Override
        public void gone(String sessionId) {}
      };

  /**
   * The server has named a session that it is making; returns once that is written.
   *
   * @throws MeetingException when it could not be written: the session is ended then
   */
  void named(String sessionId) throws MeetingException, InterruptedException;

  /**
   * The session is subscribed; returns once that is written.
   *
   * @throws MeetingException when it could not be written: the session is ended then
   */
  void ready(String sessionId, String protocolVersion, String serverVersion)
      throws MeetingException, InterruptedException;

  /** A request to join is about to be sent; returns once that is written. */
  void joining(String sessionId, long requestId) throws MeetingException, InterruptedException;

  /** The meeting was joined. Does not wait. */
  void joined(String sessionId);

  /** Nobody wants the session any more. Does not wait. */
  void ending(String sessionId);

  /** The server confirmed the end of the session. Does not wait. */
  void gone(String sessionId);
}
