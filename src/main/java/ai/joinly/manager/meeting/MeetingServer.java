package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.meeting.joinly.SessionLedger;

/** Server that connects agents to meetings. Thread-safe. */
public interface MeetingServer {
  /**
   * Starts a session with its own browser, microphone and audio input, not yet in a meeting. Blocks
   * while other sessions of this server start and while the browser starts, up to a time limit.
   *
   * @param ledger records the progress of the session, from the moment the server names it
   * @param listener receives the events of the session until it is ended; called by the session's
   *     own threads
   * @throws MeetingException when no session could be started; no session remains on the server
   * @throws InterruptedException when the caller is interrupted: the method returns immediately,
   *     and a session that is created nevertheless is ended in the background
   */
  MeetingSession open(AgentConfig config, SessionLedger ledger, MeetingListener listener)
      throws MeetingException, InterruptedException;

  /**
   * Takes over a session that another process created and subscribed. Its meeting continues, and
   * utterances from the meantime are delivered. {@link MeetingSession#join} resolves a join that
   * was pending.
   *
   * @param heard the segments that were delivered before
   * @throws MeetingException with category {@code SESSION_LOST} when the server no longer knows the
   *     session; with another category when the server could not be reached and the session may
   *     still exist
   */
  MeetingSession takeUp(
      KnownSession known,
      AgentConfig config,
      PriorTranscript heard,
      SessionLedger ledger,
      MeetingListener listener)
      throws MeetingException, InterruptedException;

  /** Returns an unused session of another process. The caller must end it. */
  EndableSession leftOver(KnownSession known, SessionLedger ledger);
}
