package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.concurrent.Backoff;
import ai.joinly.manager.config.JoinlySettings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.mcp.McpArguments;
import ai.joinly.manager.mcp.McpEventStream;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.ServerDescription;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingListener;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.meeting.PriorTranscript;
import ai.joinly.manager.meeting.joinly.SessionSignals.Signal;
import ai.joinly.manager.meeting.transcript.TranscriptFollower;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Session at a joinly server. Uses two virtual threads: one reads the event stream, one follows the
 * transcript and calls the listener.
 */
final class JoinlySession implements MeetingSession {
  private static final Duration MIN_LEAVE = Duration.ofSeconds(3);
  private static final Duration LAST_READ = Duration.ofSeconds(2);

  private final JoinlyStart.Context context;
  private final JoinlySettings settings;
  private final AgentConfig config;
  private final McpSession mcp;
  private final List<ToolDescription> tools;
  private final GuardedListener listener;
  private final SessionLedger ledger;
  private final SessionSignals signals = new SessionSignals();
  private final SessionPhase phase;
  private final JoinlyJoin join;
  private final PresenceOverlay overlay;
  private final TranscriptFollower follower;
  private final McpEventStream stream;
  private final Thread thread;
  private volatile boolean silent;

  /**
   * Opens the event stream and starts following. {@code mcp} must already be subscribed.
   *
   * @param phase current phase of the session
   * @param heard the segments that a previous process delivered
   */
  JoinlySession(
      JoinlyStart.Context context,
      McpSession mcp,
      SessionPhase phase,
      AgentConfig config,
      List<ToolDescription> tools,
      Optional<PriorTranscript> heard,
      SessionLedger ledger,
      MeetingListener listener,
      LongSupplier ticker,
      RandomGenerator random) {
    this.context = context;
    this.settings = context.settings();
    this.config = config;
    this.mcp = mcp;
    this.phase = phase;
    this.ledger = ledger;
    this.tools = List.copyOf(tools);
    this.listener = new GuardedListener(listener);
    this.join = new JoinlyJoin(context, mcp, phase, config, ledger, signals);
    this.overlay = new PresenceOverlay(mcp, context.newest(), settings.requestTimeout());
    this.follower =
        new TranscriptFollower(
            mcp.growingResource(JoinlyStart.SEGMENTS, settings.requestTimeout()),
            this::readWithTool,
            this.listener,
            context.sentences(),
            TranscriptFollower.tail(config.speech().utteranceTailSeconds()),
            settings.pollFastest(),
            settings.pollSlowest(),
            ticker,
            Backoff.standard(random));
    heard.ifPresent(follower::remember);
    if (phase.isInMeeting()) {
      signals.raise(Signal.TAKEN_UP);
    }
    this.thread = Thread.ofVirtual().name("transcript-" + mcp.id()).unstarted(this::follow);
    this.stream = mcp.openStream(new StreamSignals(signals), settings.streamIdle(), random);
    thread.start();
  }

  @Override
  public String id() {
    return mcp.id();
  }

  @Override
  public List<ToolDescription> tools() {
    return tools;
  }

  @Override
  public List<String> restrictions() {
    return MeetingSlot.isOneMeetingForAll(serverVersion())
        ? List.of(context.sentences().settingsIgnored(serverVersion()))
        : List.of();
  }

  private String serverVersion() {
    return mcp.server().map(ServerDescription::version).orElse("");
  }

  @Override
  public void join() throws MeetingException, InterruptedException {
    join.run();
  }

  @Override
  public ToolOutcome call(String tool, String arguments)
      throws MeetingException, InterruptedException {
    if (tool.equals(MeetingTool.JOIN)) {
      return ToolOutcome.failed("The meeting is joined already.");
    }
    var parsed = McpArguments.parse(arguments);
    if (parsed.isEmpty()) {
      return ToolOutcome.failed("The arguments are not a JSON object. The tool was not called.");
    }
    Optional<String> refusal = context.urls().refusal(parsed.get());
    if (refusal.isPresent()) {
      return ToolOutcome.failed(refusal.get());
    }
    boolean speech = tool.equals(MeetingTool.SPEAK);
    try {
      ToolOutcome result =
          mcp.callTool(
              mcp.newRequestId(),
              tool,
              parsed.get(),
              speech ? settings.speechTimeout() : settings.toolTimeout());
      if (tool.equals(MeetingTool.LEAVE) && !result.isError()) {
        phase.left();
      }
      return withoutSecrets(result);
    } catch (McpException.RpcError e) {
      return withoutSecrets(ToolOutcome.failed(e.reason()));
    } catch (McpException e) {
      throw phase.isEnded() ? context.sentences().ended() : failure(e);
    } finally {
      if (speech) {
        signals.raise(Signal.SPOKE);
      }
    }
  }

  private String readWithTool() throws McpException, InterruptedException {
    ToolOutcome outcome =
        mcp.callTool(
            mcp.newRequestId(),
            MeetingTool.TRANSCRIPT,
            JsonNodeFactory.instance.objectNode().put("mode", "full"),
            settings.requestTimeout());
    if (outcome.isError()) {
      throw new McpException.RpcError(MeetingTool.TRANSCRIPT, 0, outcome.text());
    }
    return outcome.text();
  }

  /** Removes the URL and the passcode of the meeting, which the model must not receive. */
  private ToolOutcome withoutSecrets(ToolOutcome outcome) {
    String text =
        outcome.isError()
            ? config.withoutSecrets(outcome.text())
            : config.address().hideAddress(outcome.text());
    return outcome.withText(text);
  }

  @Override
  public void show(Presence presence) {
    overlay.show(presence);
  }

  @Override
  public ServiceUsage usage() throws MeetingException, InterruptedException {
    try {
      return MeetingAnswers.usage(mcp.readResource(JoinlyStart.USAGE, settings.requestTimeout()));
    } catch (McpException.RpcError e) {
      return ServiceUsage.NONE; // an older server
    } catch (McpException e) {
      throw failure(e);
    }
  }

  @Override
  public boolean end(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    FutureTask<Boolean> ending = phase.end(way -> beginEnd(way, limit));
    try {
      return FutureTasks.isTrueWithin(ending, left(deadline));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end continues in the background
      return false;
    } finally {
      silence();
    }
  }

  @Override
  public void detach() {
    if (phase.detach()) {
      silence();
      mcp.close();
      context.slot().release(id());
      context.newest().gone(id());
    }
  }

  /** Stops following; the listener receives no further events. */
  private void silence() {
    silent = true;
    listener.close();
    thread.interrupt();
    stream.close();
    boolean interrupted = Thread.interrupted();
    try {
      listener.awaitQuiet(LAST_READ);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Lets the session's thread read the rest of the transcript, then reports the usage. */
  private void readRest() {
    signals.raise(Signal.ENDING);
    try {
      if (!thread.join(LAST_READ)) {
        silence(); // a callback is still running; no further one follows
        return;
      }
      listener.onUsage(id(), MeetingAnswers.usage(mcp.readResource(JoinlyStart.USAGE, LAST_READ)));
    } catch (McpException e) {
      // The usage is lost. This must not delay the end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FutureTask<Boolean> beginEnd(SessionPhase.WayOut way, Duration limit) {
    ledger.ending(id());
    boolean oneMeeting = MeetingSlot.isOneMeetingForAll(serverVersion());
    context.slot().ending(id());
    // Three fifths for leaving, so that time remains for the deletion. The minimum lets the meeting
    // be left even if the caller does not wait for the end.
    Duration most = limit.multipliedBy(3).dividedBy(5);
    Duration leaveLimit = most.compareTo(MIN_LEAVE) < 0 ? MIN_LEAVE : most;
    SessionEnd end =
        new SessionEnd(
            mcp,
            way.pendingJoin(),
            way.inMeeting() && !context.slot().isUsedByOthers(id()),
            oneMeeting,
            leaveLimit,
            settings.requestTimeout(),
            this::readRest);
    return context
        .reaper()
        .end(
            end,
            ledger,
            () -> {
              mcp.close(); // pending calls get no response
              context.slot().release(id());
              context.newest().gone(id());
            });
  }

  private void follow() {
    try {
      long wait = Long.MAX_VALUE;
      // A listener may swallow the interrupt that ends this loop, so a flag is checked as well.
      while (!follower.isFinished() && !silent) {
        Set<Signal> raised = signals.await(wait);
        wait = follower.process(raised);
      }
      stream.close();
      if (!phase.isEnded()) {
        context.slot().release(id()); // lost
        context.newest().gone(id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // ended
    }
  }

  private MeetingException failure(McpException failure) {
    if (failure instanceof McpException.SessionLost) {
      signals.raise(Signal.LOST);
    }
    return context.sentences().of(failure);
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }
}
