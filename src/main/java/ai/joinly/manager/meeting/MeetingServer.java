package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.meeting.joinly.SessionLedger;

/** A server that puts agents into meetings. Thread-safe. */
public interface MeetingServer {
  /**
   * Starts a session: a browser, a microphone and an ear of its own, not yet in a meeting. Blocks
   * while other sessions of this server start, and while the browser starts; limited in time.
   *
   * @param ledger is told how far the session has come, first as soon as the server names it
   * @param listener hears of the session until it is ended; called from the session's own threads
   * @throws MeetingException when there is no session; nothing is left on the server then
   * @throws InterruptedException when the caller is interrupted: it returns at once, and a session
   *     that comes into being all the same is ended in the background
   */
  MeetingSession open(AgentConfig config, SessionLedger ledger, MeetingListener listener)
      throws MeetingException, InterruptedException;

  /**
   * Takes up a session that another process made and subscribed: its meeting goes on, and what was
   * said meanwhile is told. A join that was under way is looked up by {@link MeetingSession#join}.
   *
   * @param heard what was told of it before
   * @throws MeetingException with category {@code SESSION_LOST} when the server does not know it
   *     any more; with another when it could not be asked, and the session may be alive
   */
  MeetingSession takeUp(
      KnownSession known,
      AgentConfig config,
      PriorTranscript heard,
      SessionLedger ledger,
      MeetingListener listener)
      throws MeetingException, InterruptedException;

  /** A session of another process that nobody wants; it is left to the caller to end it. */
  EndableSession leftOver(KnownSession known, SessionLedger ledger);
}
