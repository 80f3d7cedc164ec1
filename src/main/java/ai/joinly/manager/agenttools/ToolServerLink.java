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
 * Keeps the session at one tool server and the list of its tools up to date: connects, looks again
 * when there is reason to, and connects anew, for ever, while the server is down. One virtual
 * thread, which owns all fields that are not final; other threads go by the {@link
 * ToolServerConnection}.
 */
final class ToolServerLink {
  /** What a link tells, on its own thread. */
  interface Owner {
    /** The server answers, and these are its tools. */
    void onTools(List<ToolDescription> tools);

    /** The server cannot be used; told after every attempt. */
    void onDown(String sentence);
  }

  private static final System.Logger LOGGER = System.getLogger(ToolServerLink.class.getName());

  /** What the end of a session may take. */
  private static final Duration END = Duration.ofSeconds(5);

  /** Attempts to find a session again at a server that was down; behind a proxy it may be gone. */
  private static final int MOST_RETURNS = 3;

  /** Silence after which a stream is opened again; many servers send no pings. */
  private static final Duration STREAM_IDLE = Duration.ofMinutes(5);

  private final McpClient client;
  private final Duration limit;
  private final Pacing pacing;
  private final ToolServerConnection state;
  private final Owner owner;
  private final Consumer<ToolServerLink> onEnd;
  private final Thread thread;
  private final Backoff retries;
  private final Backoff looks;

  private Optional<McpSession> session = Optional.empty();
  private Optional<McpEventStream> stream = Optional.empty();
  private OptionalLong upSince = OptionalLong.empty();
  private long lookedAt = System.nanoTime();
  private int failedReturns;

  /**
   * @param name for the thread
   * @param limit of each request
   * @param state of this link alone
   * @param onEnd hears, last of all, that nothing is left to do
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
    this.looks = pacing.backoff();
    this.thread = Thread.ofVirtual().name("tools-" + name).unstarted(LogContext.carry(this::run));
  }

  /** Begins to connect; once. */
  void start() {
    thread.start();
  }

  /** Ends everything, the session too; returns at once. */
  void close() {
    if (state.close()) {
      thread.interrupt();
    }
  }

  /** Whether the server cannot be used. */
  boolean isDown() {
    return state.isDown();
  }

  /** Whether all has ended, after waiting for it. */
  boolean awaitEnd(Duration most) throws InterruptedException {
    return thread.join(most);
  }

  private void run() {
    try {
      while (true) {
        step();
      }
    } catch (InterruptedException e) {
      // Closed. It is interrupted only once, so that nothing cuts short what is left to do.
      endForGood();
    }
  }

  private void endForGood() {
    try {
      endSession();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      onEnd.accept(this);
    }
  }

  /** Connects or looks again, and waits until that is to be done once more. */
  private void step() throws InterruptedException {
    try {
      look();
      if (!state.awaitDoubt(looks.next())) {
        replaceLost();
      }
    } catch (McpException e) {
      retryLater(e.userMessage());
    } catch (RuntimeException | StackOverflowError e) {
      // The class alone: a message could hold what the server said.
      LOGGER.log(
          System.Logger.Level.ERROR,
          "A link to a tool server failed: {0} at {1}",
          e.getClass().getName(),
          e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "?");
      retryLater("The manager failed by a defect");
    }
  }

  private void look() throws McpException, InterruptedException {
    if (session.isPresent()) {
      try {
        list(session.get());
        return;
      } catch (McpException.Unreachable | McpException.TimedOut e) {
        if (++failedReturns < MOST_RETURNS) {
          throw e; // when the server is back, the session may be as it was
        }
        endSession();
      } catch (McpException.SessionLost e) {
        forgetSession();
      } catch (McpException e) {
        endSession(); // what is wrong with this one may not be with the next
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
      giveUp(start, Duration.ZERO);
      endSession();
      throw e;
    } catch (InterruptedException e) {
      giveUp(start, END);
      throw e;
    }
  }

  /**
   * The server may have made a session already, which is to be ended then.
   *
   * @param patience until the server names it
   */
  private void giveUp(McpStart start, Duration patience) throws InterruptedException {
    if (session.isEmpty()) {
      session = start.awaitNamed(patience);
    }
    start.abort();
  }

  private void list(McpSession current) throws McpException, InterruptedException {
    List<ToolDescription> tools = current.listTools(limit);
    long now = System.nanoTime();
    if (now - lookedAt >= pacing.longest().toNanos()) {
      looks.reset(); // else the next look waits the longer, the oftener it is asked for
    }
    lookedAt = now;
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
      listener.hears(stream.get());
    }
  }

  /** A session that held for a while is replaced at once. */
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

  /** Whether the server had been up for a while; then the waits begin anew. */
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
        // The server ends it by itself one day; there is nobody who could do anything about it.
      }
    }
  }

  /** Cuts the calls that are under way: no answer would come. */
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
