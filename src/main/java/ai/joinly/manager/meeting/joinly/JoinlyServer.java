package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.concurrent.Backoff;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.transport.McpHttp;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.MeetingServer;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.PriorTranscript;
import ai.joinly.manager.net.SharedUrls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Joinly server: a browser, a microphone and a speech service for each session. Thread-safe. */
public final class JoinlyServer implements MeetingServer {
  /** How long a blocked server may still create a session whose start was abandoned. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /**
   * How long the end of a session is retried. Until then its agent stays in the meeting, and an
   * outage can last for hours.
   */
  private static final Duration END_PATIENCE = Duration.ofDays(1);

  private static final Duration END_WAITED_FOR = Duration.ofMinutes(1);

  /** Notifications are small: they announce a change without its content. */
  private static final int MAX_NOTIFICATION_BYTES = 16 * 1024;

  /** Limit of a tool result: the largest is an image of the meeting. */
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  /** Below the header limits of HTTP servers. */
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  // Limits of a session's tools; joinly has a dozen, with 8 KB in total.
  private static final int MAX_TOOLS = 64;
  private static final int MAX_NAME_LENGTH = 256;
  private static final int MAX_DESCRIPTION_LENGTH = 4_000;
  private static final int MAX_SCHEMA_LENGTH = 16 * 1_024;

  private final McpHttp http;
  private final McpObserver observer;
  private final McpLimits limits;
  private final JoinlyStart.Context context;
  private final LongSupplier ticker;
  private final RandomGenerator random;
  private volatile boolean closed;

  /**
   * Last listed tools, written by any thread. Shared, as their 8 KB of text are the same for all
   * sessions.
   */
  private volatile List<ToolDescription> tools = List.of();

  /**
   * @param http from {@link McpHttp#create}; shared, not closed here
   */
  public JoinlyServer(JoinlySettings settings, McpHttp http) {
    this(settings, http, McpObserver.NONE);
  }

  /**
   * @param http from {@link McpHttp#create}; shared, not closed here
   * @param observer is notified of all requests to the server
   */
  public JoinlyServer(JoinlySettings settings, McpHttp http, McpObserver observer) {
    this(settings, http, observer, new SharedUrls(Set.of()));
  }

  /**
   * @param http from {@link McpHttp#create}; shared, not closed here
   * @param observer is notified of all requests to the server
   * @param urls decides which URLs its tools may open
   */
  public JoinlyServer(
      JoinlySettings settings, McpHttp http, McpObserver observer, SharedUrls urls) {
    this(
        settings,
        http,
        observer,
        urls,
        System::nanoTime,
        () -> ThreadLocalRandom.current().nextLong());
  }

  /**
   * @param ticker nanoseconds, like {@link System#nanoTime}, for the poll schedule
   * @param random spreads retries; thread-safe
   */
  JoinlyServer(JoinlySettings settings, McpHttp http, LongSupplier ticker, RandomGenerator random) {
    this(settings, http, McpObserver.NONE, new SharedUrls(Set.of()), ticker, random);
  }

  private JoinlyServer(
      JoinlySettings settings,
      McpHttp http,
      McpObserver observer,
      SharedUrls urls,
      LongSupplier ticker,
      RandomGenerator random) {
    this.http = http;
    this.observer = observer;
    this.limits =
        new McpLimits(
            settings.maxResponseBytes(),
            Math.min(settings.maxResponseBytes(), MAX_ANSWER_BYTES),
            MAX_NOTIFICATION_BYTES);
    this.context =
        new JoinlyStart.Context(
            settings,
            new McpClient(http, settings.url(), limits, observer),
            new StartGate(),
            new MeetingSlot(settings.shareOneMeeting()),
            new LatestSession(),
            new SessionReaper(END_PATIENCE, END_WAITED_FOR, () -> Backoff.standard(random)),
            new JoinlyErrorMessages(settings.url()),
            new UrlArguments(urls),
            PATIENCE);
    this.ticker = ticker;
    this.random = random;
  }

  @Override
  public MeetingSession open(AgentConfig config, SessionLedger ledger, MeetingListener listener)
      throws MeetingException, InterruptedException {
    String header = JoinlySettingsHeader.of(config);
    if (header.length() > MAX_HEADER_BYTES) {
      throw context.sentences().settingsTooLarge(MAX_HEADER_BYTES);
    }
    McpSession session = start(header, config.address().key(), ledger);
    try {
      return new JoinlySession(
          context,
          session,
          new SessionPhase(),
          config,
          tools(session),
          Optional.empty(),
          ledger,
          listener,
          ticker,
          random);
    } catch (McpException e) {
      JoinlyStart.discard(context, session, ledger);
      throw context.sentences().of(e);
    } catch (InterruptedException e) {
      JoinlyStart.discard(context, session, ledger);
      throw e;
    }
  }

  @Override
  public MeetingSession takeUp(
      KnownSession known,
      AgentConfig config,
      PriorTranscript heard,
      SessionLedger ledger,
      MeetingListener listener)
      throws MeetingException, InterruptedException {
    if (closed) {
      throw context.sentences().shuttingDown();
    }
    McpSession session = resumed(known);
    try {
      List<ToolDescription> tools = tools(session);
      claim(known, config.address().key());
      context.newest().takenUp(known.id());
      return new JoinlySession(
          context,
          session,
          phase(known),
          config,
          tools,
          Optional.of(heard),
          ledger,
          listener,
          ticker,
          random);
    } catch (McpException e) {
      throw context.sentences().of(e);
    }
  }

  @Override
  public EndableSession leftOver(KnownSession known, SessionLedger ledger) {
    return new LeftOverSession(context, resumed(known), phase(known), ledger);
  }

  /** Resumes a session at the server that created it, independent of the current settings. */
  private McpSession resumed(KnownSession known) {
    McpClient client =
        known.server().equals(context.settings().url())
            ? context.client()
            : new McpClient(http, known.server(), limits, observer);
    return client.resume(known.id(), known.protocolVersion(), known.serverVersion());
  }

  private void claim(KnownSession known, String meeting) throws MeetingException {
    if (!MeetingSlot.isOneMeetingForAll(known.serverVersion())) {
      return;
    }
    switch (context.slot().claim(known.id(), meeting)) {
      case GRANTED -> {
        if (known.stage() == KnownSession.Stage.JOINED) {
          context.slot().joined(meeting);
        }
      }
      case OTHER_MEETING -> throw context.sentences().otherMeeting();
      case TAKEN, BEING_LEFT -> throw context.sentences().occupied();
    }
  }

  private static SessionPhase phase(KnownSession known) {
    return switch (known.stage()) {
      case NAMED, READY -> new SessionPhase();
      case JOINING -> SessionPhase.of(known.joinRequest(), false);
      case JOINED -> SessionPhase.of(OptionalLong.empty(), true);
      case ENDING -> SessionPhase.of(known.joinRequest(), true);
    };
  }

  private List<ToolDescription> tools(McpSession session)
      throws McpException, InterruptedException {
    List<ToolDescription> listed =
        session.listTools(context.settings().requestTimeout()).stream()
            .filter(tool -> tool.name().length() <= MAX_NAME_LENGTH)
            .filter(tool -> tool.inputSchema().length() <= MAX_SCHEMA_LENGTH)
            .limit(MAX_TOOLS)
            .map(
                tool ->
                    new ToolDescription(
                        tool.name(),
                        Cut.to(MAX_DESCRIPTION_LENGTH, tool.description()),
                        tool.inputSchema()))
            .toList();
    List<ToolDescription> before = tools;
    if (listed.equals(before)) {
      return before;
    }
    tools = listed;
    return listed;
  }

  /**
   * Returns the number of sessions that are being ended, including those without a waiting caller.
   */
  public int pendingEnds() {
    return context.reaper().pending();
  }

  /** Waits until all sessions that are being ended have ended on the server. */
  public boolean awaitEnded(Duration limit) throws InterruptedException {
    return context.reaper().awaitNone(limit);
  }

  /**
   * Refuses new sessions, waits for those that are being ended, and aborts the rest.
   *
   * @return whether all sessions ended
   */
  public boolean close(Duration limit) throws InterruptedException {
    closed = true;
    try {
      return awaitEnded(limit);
    } finally {
      context.reaper().abort();
    }
  }

  private McpSession start(String header, String meeting, SessionLedger ledger)
      throws MeetingException, InterruptedException {
    Duration limit = context.settings().queueTimeout();
    if (closed) {
      throw context.sentences().shuttingDown();
    }
    if (!context.gate().enter(limit)) {
      throw context.sentences().queueTooLong(limit);
    }
    if (closed) {
      context.gate().leave();
      throw context.sentences().shuttingDown();
    }
    return new JoinlyStart(context, header, meeting, ledger).await();
  }
}
