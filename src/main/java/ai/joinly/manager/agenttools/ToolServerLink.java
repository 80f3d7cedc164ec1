package ai.joinly.manager.agenttools;

import ai.joinly.manager.concurrent.Backoff;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpEventStream;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.McpStart;
import ai.joinly.manager.mcp.ServerDescription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Link to one tool server, which maintains the session and the list of tools: connects, checks the
 * server when requested, and retries without a limit while the server is down. Runs on one virtual
 * thread, to which all non-final fields are confined; other threads use the {@link
 * ToolServerConnection}.
 */
final class ToolServerLink {
  /** Receiver of a link's reports. Called on the link's thread. */
  interface Owner {
    /** The server has answered with its list of tools. */
    void onTools(List<ToolDescription> tools);

    /** The server cannot be used; called after every failed attempt. */
    void onDown(String sentence);
  }

  private static final System.Logger LOGGER = System.getLogger(ToolServerLink.class.getName());

  /** Time limit for the end of a session. */
  private static final Duration END = Duration.ofSeconds(5);

  /**
   * Attempts to reuse a session at a server that was down. Behind a proxy the session may be lost.
   */
  private static final int MAX_RETURNS = 3;

  /** Idle time after which a stream is opened again; many servers send no pings. */
  private static final Duration STREAM_IDLE = Duration.ofMinutes(5);

  private final McpClient client;
  private final Duration limit;
  private final Pacing pacing;
  private final ToolServerConnection state;
  private final Owner owner;
  private final Consumer<ToolServerLink> onEnd;
  private final Thread thread;
  private final Backoff retries;
  private final Backoff checks;

  private Optional<McpSession> session = Optional.empty();
  private Optional<McpEventStream> stream = Optional.empty();
  private OptionalLong upSince = OptionalLong.empty();
  private long checkedAt = System.nanoTime();
  private int failedReturns;

  /**
   * @param name suffix of the thread's name
   * @param limit of each request
   * @param state of this link alone
   * @param onEnd called last, after the link has ended
   */
  ToolServerLink(
      String name,
      McpClient client,
      Duration limit,
      Pacing pacing,
      ToolServerConnection state,
      Owner owner,
      Consumer<ToolServerLink> onEnd) {
    this.client = client;
    this.limit = limit;
    this.pacing = pacing;
    this.state = state;
    this.owner = owner;
    this.onEnd = onEnd;
    this.retries = pacing.backoff();
    this.checks = pacing.backoff();
    this.thread = Thread.ofVirtual().name("tools-" + name).unstarted(LogContext.carry(this::run));
  }

  /** Starts to connect. Called once. */
  void start() {
    thread.start();
  }

  /** Closes the link and its session in the background. */
  void close() {
    if (state.close()) {
      thread.interrupt();
    }
  }

  /** Returns whether the server cannot be used. */
  boolean isDown() {
    return state.isDown();
  }

  /** Waits for the end of the link; returns whether it has ended. */
  boolean awaitEnd(Duration most) throws InterruptedException {
    return thread.join(most);
  }

  private void run() {
    try {
      while (true) {
        step();
      }
    } catch (InterruptedException e) {
      // The link was closed. The thread is interrupted only once, so the session can be ended.
      end();
    }
  }

  private void end() {
    try {
      endSession();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      onEnd.accept(this);
    }
  }

  /** Connects to the server or checks it, and waits until the next step is due. */
  private void step() throws InterruptedException {
    try {
      check();
      if (!state.awaitDoubt(checks.next())) {
        replaceLost();
      }
    } catch (McpException e) {
      retryLater(e.userMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // Only the class: the message could contain data of the server.
      LOGGER.log(
          System.Logger.Level.ERROR,
          "A link to a tool server failed: {0} at {1}",
          e.getClass().getName(),
          e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "?");
      retryLater("Internal error, see the manager's log");
    }
  }

  private void check() throws McpException, InterruptedException {
    if (session.isPresent()) {
      try {
        list(session.get());
        return;
      } catch (McpException.Unreachable | McpException.TimedOut e) {
        if (++failedReturns < MAX_RETURNS) {
          throw e; // the session may still exist when the server is back
        }
        endSession();
      } catch (McpException.SessionLost e) {
        forgetSession();
      } catch (McpException e) {
        endSession(); // a new session may not have this problem
      }
    }
    connect();
    list(session.orElseThrow());
  }

  private void connect() throws McpException, InterruptedException {
    McpStart start = client.start(Map.of(), limit);
    try {
      McpSession made = start.await(limit);
      session = Optional.of(made);
      made.onNotification(method -> ToolServerStream.take(method, state));
      made.initialized(limit);
    } catch (McpException e) {
      abort(start, Duration.ZERO);
      endSession();
      throw e;
    } catch (InterruptedException e) {
      abort(start, END);
      throw e;
    }
  }

  /**
   * Aborts a start. If the server has already created a session, its id is stored, so that the
   * session can be ended.
   *
   * @param patience maximum wait for the session's id
   */
  private void abort(McpStart start, Duration patience) throws InterruptedException {
    if (session.isEmpty()) {
      session = start.awaitNamed(patience);
    }
    start.abort();
  }

  private void list(McpSession current) throws McpException, InterruptedException {
    List<ToolDescription> tools = current.listTools(limit);
    long now = System.nanoTime();
    if (now - checkedAt >= pacing.longest().toNanos()) {
      checks.reset(); // otherwise the pause would grow with each requested check
    }
    checkedAt = now;
    failedReturns = 0;
    if (upSince.isEmpty()) {
      upSince = OptionalLong.of(now);
    }
    state.up(current);
    owner.onTools(tools);
    if (stream.isEmpty()
        && current.server().map(ServerDescription::toolListChanges).orElse(false)) {
      ToolServerStream listener = new ToolServerStream(state);
      stream = Optional.of(current.openStream(listener, STREAM_IDLE, pacing.random()));
      listener.opened(stream.get());
    }
  }

  /**
   * Replaces a lost session: immediately if it had been up for a while, otherwise after a pause.
   */
  private void replaceLost() throws InterruptedException {
    forgetSession();
    if (!endUp()) {
      Thread.sleep(retries.next());
    }
  }

  private void retryLater(String sentence) throws InterruptedException {
    state.down();
    closeStream();
    owner.onDown(sentence);
    endUp();
    Thread.sleep(retries.next());
  }

  /** Ends the up time. Returns whether it was long enough to reset the pauses. */
  private boolean endUp() {
    boolean settled =
        upSince.isPresent()
            && System.nanoTime() - upSince.getAsLong() >= pacing.settled().toNanos();
    upSince = OptionalLong.empty();
    if (settled) {
      retries.reset();
    }
    return settled;
  }

  private void endSession() throws InterruptedException {
    Optional<McpSession> over = session;
    forgetSession();
    if (over.isPresent()) {
      try {
        over.get().delete(END);
      } catch (McpException e) {
        // The session remains until the server's own timeout.
      }
    }
  }

  /** Discards the session and aborts its running calls, since no response would arrive. */
  private void forgetSession() {
    closeStream();
    session.ifPresent(McpSession::close);
    session = Optional.empty();
    failedReturns = 0;
  }

  private void closeStream() {
    stream.ifPresent(McpEventStream::close);
    stream = Optional.empty();
  }
}
