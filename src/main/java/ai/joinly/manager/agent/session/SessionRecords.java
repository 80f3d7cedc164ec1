package ai.joinly.manager.agent.session;

import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.KnownSession.Stage;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.joinly.SessionLedger;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Records of an agent's sessions in the store, so that the next process can resume or end them
 * after a crash. Thread-safe. Keeps only sessions whose end is not confirmed.
 */
public final class SessionRecords implements SessionLedger {
  private static final long LIMIT_SECONDS = 10;

  private final URI server;
  private final AgentRecorder journal;
  private final Store store;
  private final Map<String, KnownSession> known = new ConcurrentHashMap<>();

  public SessionRecords(URI server, AgentRecorder journal, Store store) {
    this.server = server;
    this.journal = journal;
    this.store = store;
  }

  /** Adds a session that is already in the store. */
  public void remember(KnownSession session) {
    known.put(session.id(), session);
  }

  @Override
  public void named(String id) throws MeetingException, InterruptedException {
    confirm(
        new KnownSession(
            journal.agent().id(),
            server,
            id,
            Stage.NAMED,
            journal.lastSeq() + 1,
            "",
            "",
            OptionalLong.empty(),
            journal.now(),
            Optional.empty()));
  }

  @Override
  public void ready(String id, String protocolVersion, String serverVersion)
      throws MeetingException, InterruptedException {
    KnownSession was = find(id);
    confirm(
        new KnownSession(
            was.agentId(),
            was.server(),
            id,
            Stage.READY,
            was.firstSeq(),
            protocolVersion,
            serverVersion,
            was.joinRequest(),
            was.openedAt(),
            was.joinedAt()));
  }

  @Override
  public void joining(String id, long requestId) throws MeetingException, InterruptedException {
    KnownSession was = find(id);
    confirm(
        new KnownSession(
            was.agentId(),
            was.server(),
            id,
            Stage.JOINING,
            was.firstSeq(),
            was.protocolVersion(),
            was.serverVersion(),
            OptionalLong.of(requestId),
            was.openedAt(),
            Optional.empty()));
  }

  @Override
  public void joined(String id) {
    KnownSession was = find(id);
    write(
        new KnownSession(
            was.agentId(),
            was.server(),
            id,
            Stage.JOINED,
            was.firstSeq(),
            was.protocolVersion(),
            was.serverVersion(),
            was.joinRequest(),
            was.openedAt(),
            Optional.of(journal.now())));
  }

  /** Returns the recorded time at which a session's meeting was joined. */
  Optional<Instant> joinedAt(String id) {
    return Optional.ofNullable(known.get(id)).flatMap(KnownSession::joinedAt);
  }

  @Override
  public void ending(String id) {
    Optional.ofNullable(known.get(id)).ifPresent(session -> write(session.at(Stage.ENDING)));
  }

  @Override
  public void gone(String id) {
    KnownSession was = known.remove(id);
    if (was != null) {
      store.write(new Change.SessionGone(was.agentId(), was.server(), id));
    }
  }

  private KnownSession find(String id) {
    return Optional.ofNullable(known.get(id))
        .orElseThrow(() -> new IllegalStateException("the session has no record"));
  }

  private void write(KnownSession session) {
    known.put(session.id(), session);
    store.write(new Change.SessionSaved(session));
  }

  private void confirm(KnownSession session) throws MeetingException, InterruptedException {
    known.put(session.id(), session);
    try {
      store.confirm(new Change.SessionSaved(session)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new MeetingException(
          MeetingException.Category.TIMED_OUT,
          store.trouble().orElse("The store did not save the session in time."));
    }
  }
}
