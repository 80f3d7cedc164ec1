package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.McpStart;
import ai.joinly.manager.mcp.ServerDescription;
import ai.joinly.manager.meeting.MeetingException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Start of a session on its own virtual thread. The thread holds the gate until the outcome on the
 * server is known, even if no caller waits for the session any more. Thread-safe.
 */
public final class JoinlyStart {
  public static final String UTTERANCES = "transcript://live";
  public static final String SEGMENTS = "transcript://live/segments";
  static final String USAGE = "usage://current";

  /**
   * State shared by all starts at one server.
   *
   * @param patience how long a blocked server may still create a session whose start was abandoned
   */
  record Context(
      JoinlySettings settings,
      McpClient client,
      StartGate gate,
      MeetingSlot slot,
      LatestSession newest,
      SessionReaper reaper,
      JoinlyErrorMessages sentences,
      UrlArguments urls,
      Duration patience) {}

  private final Context context;
  private final String meeting;
  private final SessionLedger ledger;
  private final McpStart start;
  private final long deadline;
  private final CompletableFuture<McpSession> result = new CompletableFuture<>();
  private final Thread thread;

  /**
   * Starts a session. The caller has entered the gate; this class leaves it.
   *
   * @param meeting the key of the agent's meeting
   */
  JoinlyStart(Context context, String settingsHeader, String meeting, SessionLedger ledger) {
    this.context = context;
    this.meeting = meeting;
    this.ledger = ledger;
    Duration limit = context.settings().startTimeout();
    this.deadline = System.nanoTime() + limit.toNanos();
    context.newest().starts();
    this.start =
        context
            .client()
            .start(
                Map.of(JoinlySettingsHeader.NAME, settingsHeader), limit.plus(context.patience()));
    this.thread = Thread.ofVirtual().name("meeting-start").unstarted(this::run);
    thread.start();
  }

  /**
   * Waits for the session. An interrupted caller returns immediately, and a session that was
   * started is ended in the background.
   */
  McpSession await() throws MeetingException, InterruptedException {
    try {
      return result.get();
    } catch (InterruptedException e) {
      abandon();
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MeetingException failure) {
        throw failure;
      }
      throw new IllegalStateException("A session start failed unexpectedly", e.getCause());
    } catch (CancellationException e) {
      throw context.sentences().ended();
    }
  }

  private void abandon() {
    if (result.cancel(false)) {
      thread.interrupt();
    } else if (!result.isCompletedExceptionally()) {
      discard(result.join());
    }
  }

  private void run() {
    try {
      McpSession session = subscribed();
      confirm(session);
      if (!result.complete(session)) {
        discard(session);
      }
    } catch (MeetingException | RuntimeException e) {
      result.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // abandoned: the session is being ended
    }
  }

  /** Creates and subscribes the session while the gate is held. */
  private McpSession subscribed() throws MeetingException, InterruptedException {
    Optional<String> created = Optional.empty();
    try {
      McpSession session = begin();
      created = Optional.of(session.id());
      return session;
    } catch (InterruptedException | RuntimeException e) {
      endUnwanted();
      throw e;
    } finally {
      context.newest().started(created);
      context.gate().leave();
    }
  }

  private McpSession begin() throws MeetingException, InterruptedException {
    try {
      Optional<McpSession> named = start.awaitNamed(left());
      if (named.isPresent()) {
        writeName(named.get().id());
      }
      McpSession session = start.await(left());
      session.initialized(requestLimit());
      claimMeeting(session);
      session.subscribe(UTTERANCES, requestLimit());
      session.subscribe(SEGMENTS, requestLimit());
      return session;
    } catch (McpException e) {
      throw failed(e);
    }
  }

  /** Records the session id; ends the session on failure, as no process could find it later. */
  private void writeName(String id) throws MeetingException, InterruptedException {
    try {
      ledger.named(id);
    } catch (MeetingException e) {
      endUnwanted();
      throw e;
    }
  }

  /** Records the session as ready. Runs outside the gate, as the session id is already recorded. */
  private void confirm(McpSession session) throws MeetingException, InterruptedException {
    boolean written = false;
    try {
      ServerDescription server = session.server().orElseThrow();
      ledger.ready(session.id(), server.protocolVersion(), server.version());
      written = true;
    } finally {
      if (!written) {
        endUnwanted();
      }
    }
  }

  private void claimMeeting(McpSession session) throws MeetingException {
    if (!MeetingSlot.isOneMeetingForAll(
        session.server().map(ServerDescription::version).orElse(""))) {
      return;
    }
    switch (context.slot().claim(session.id(), meeting)) {
      case GRANTED -> {
        // The only agent, or one of several that may share the meeting.
      }
      case TAKEN -> {
        endUnwanted();
        throw context.sentences().occupied();
      }
      case OTHER_MEETING -> {
        endUnwanted();
        throw context.sentences().otherMeeting();
      }
      case BEING_LEFT -> {
        endUnwanted();
        throw context.sentences().beingLeft();
      }
    }
  }

  /** Cleans up after a failure and converts it. */
  private MeetingException failed(McpException failure) throws InterruptedException {
    boolean confirmed = endUnwanted();
    JoinlyErrorMessages sentences = context.sentences();
    return switch (failure) {
      // If the server aborts a start, it confirms that no session exists. Without the confirmation,
      // the server went down during the start.
      case McpException.BrokenOff e -> confirmed ? sentences.startBrokenOff() : sentences.of(e);
      case McpException.TimedOut e -> sentences.startTookTooLong(context.settings().startTimeout());
      case McpException.RpcError e -> sentences.startRefused(e);
      case McpException other -> sentences.of(other);
    };
  }

  /**
   * Ends a session that the server may have created. Waits for the response headers, which contain
   * the session id, within the start limit: the gate must not open before.
   *
   * @return whether the server confirmed that there is no session
   */
  private boolean endUnwanted() {
    boolean interrupted = Thread.interrupted();
    try {
      Optional<McpSession> session = start.awaitNamed(left());
      if (session.isPresent()) {
        start.abort();
        return deleted(session.get());
      }
      if (!start.isResolved()) {
        context.reaper().endUnattended(this::endOnceNamed);
      }
      return false;
    } catch (InterruptedException e) {
      interrupted = true;
      context.reaper().endUnattended(this::endOnceNamed);
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean deleted(McpSession session) throws InterruptedException {
    context.slot().release(session.id());
    context.newest().gone(session.id());
    session.close();
    try {
      session.delete(context.settings().requestTimeout());
      ledger.gone(session.id());
      return true;
    } catch (McpException e) {
      discard(session);
      return false;
    }
  }

  private boolean endOnceNamed() throws InterruptedException {
    Optional<McpSession> session = start.awaitNamed(context.patience());
    start.abort();
    return session.isEmpty() || isDeleted(context, session.get(), ledger);
  }

  private void discard(McpSession session) {
    discard(context, session, ledger);
  }

  /** Ends an unused session in the background. */
  static void discard(Context context, McpSession session, SessionLedger ledger) {
    context.slot().release(session.id());
    context.newest().gone(session.id());
    session.close();
    ledger.ending(session.id());
    context.reaper().endUnattended(() -> isDeleted(context, session, ledger));
  }

  private static boolean isDeleted(Context context, McpSession session, SessionLedger ledger)
      throws InterruptedException {
    try {
      session.delete(context.settings().requestTimeout());
      ledger.gone(session.id());
      return true;
    } catch (McpException e) {
      return false;
    }
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  private Duration requestLimit() {
    Duration limit = context.settings().requestTimeout();
    return left().compareTo(limit) < 0 ? left() : limit;
  }
}
