package ai.joinly.manager.meeting;

import ai.joinly.manager.model.AgentConfig;

/** A server that puts agents into meetings. Thread-safe. */
public interface MeetingServer {
  /**
   * Starts a session: a browser, a microphone and an ear of its own, not yet in a meeting. Blocks
   * while other sessions of this server start, and while the browser starts; limited in time.
   *
   * @param listener hears of the session until it is ended; called from the session's own threads
   * @throws MeetingException when there is no session; nothing is left on the server then
   * @throws InterruptedException when the caller is interrupted: it returns at once, and a session
   *     that comes into being all the same is ended in the background
   */
  MeetingSession open(AgentConfig config, MeetingListener listener)
      throws MeetingException, InterruptedException;
}
