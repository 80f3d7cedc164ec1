package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.meeting.MeetingException;

/**
 * Record of a session's progress, so that another process can take the session over or end it.
 * Thread-safe.
 */
public interface SessionLedger {
  /** Ledger that records nothing. */
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
   * Records the id of a session that the server is creating; returns once it is stored.
   *
   * @throws MeetingException when it could not be stored; the session is then ended
   */
  void named(String sessionId) throws MeetingException, InterruptedException;

  /**
   * Records that the session is subscribed; returns once it is stored.
   *
   * @throws MeetingException when it could not be stored; the session is then ended
   */
  void ready(String sessionId, String protocolVersion, String serverVersion)
      throws MeetingException, InterruptedException;

  /** Records that a join is about to be requested; returns once it is stored. */
  void joining(String sessionId, long requestId) throws MeetingException, InterruptedException;

  /** Records that the meeting was joined. Does not wait. */
  void joined(String sessionId);

  /** Records that the session is no longer used and is being ended. Does not wait. */
  void ending(String sessionId);

  /** Records that the server confirmed the end of the session. Does not wait. */
  void gone(String sessionId);
}
