package ai.joinly.manager.agenttools;

import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;

/**
 * Caller of the tools of one server. Returns every result and failure as an outcome. Repeats a call
 * once, and only if it certainly had no effect: the server does not know the session, or there was
 * no connection. Thread-safe.
 */
final class ToolCaller {
  private static final int ATTEMPTS = 2;

  /** Time limit for the cancellation of a call at the server. */
  private static final Duration CANCEL = Duration.ofSeconds(5);

  private static final String MAY_HAVE_RUN = " It is not known whether the tool did anything.";

  private final String server;
  private final ToolServerConnection state;
  private final Duration limit;
  private final SecretRedactor mask;

  /**
   * @param server the server's name, for messages
   * @param limit of a call, including its repetition
   */
  ToolCaller(String server, ToolServerConnection state, Duration limit, SecretRedactor mask) {
    this.server = server;
    this.state = state;
    this.limit = limit;
    this.mask = mask;
  }

  ToolOutcome call(String tool, ObjectNode arguments) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<McpSession> session = state.awaitSession(left(deadline));
      if (session.isEmpty()) {
        return notCalled();
      }
      try {
        return masked(call(session.get(), tool, arguments, left(deadline)));
      } catch (McpException.SessionLost e) {
        state.lost(session.get());
      } catch (McpException.Unreachable e) {
        if (!e.isUnsent() || state.isClosed()) {
          return failed(e);
        }
        state.suspect(session.get());
      } catch (McpException e) {
        return failed(e);
      }
    }
    return notCalled();
  }

  private ToolOutcome call(McpSession session, String tool, ObjectNode arguments, Duration most)
      throws McpException, InterruptedException {
    long request = session.newRequestId();
    try {
      return session.callTool(request, tool, arguments, most);
    } catch (McpException.TimedOut | InterruptedException e) {
      cancel(session, request);
      throw e;
    }
  }

  private static void cancel(McpSession session, long request) {
    Thread.ofVirtual()
        .name("tool-cancel")
        .start(
            () -> {
              try {
                session.cancel(request, CANCEL);
              } catch (McpException e) {
                // The cancellation is optional: the result is ignored in any case.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private ToolOutcome failed(McpException failure) {
    if (state.isClosed()) {
      return error("The agent was stopped before an answer came.");
    }
    if (failure instanceof McpException.RpcError refusal) {
      return error(refusal.reason().isBlank() ? refusal.userMessage() + "." : refusal.reason());
    }
    state.doubt();
    return switch (failure) {
      case McpException.TimedOut e ->
          unknown(
              "The tool server %s did not answer within %s s."
                  .formatted(server, limit.toMillis() / 1_000.0));
      case McpException.Refused e ->
          error("The tool server %s refused the call: %s.".formatted(server, e.userMessage()));
      case McpException other ->
          unknown(
              "No answer came from the tool server %s: %s.".formatted(server, other.userMessage()));
    };
  }

  private ToolOutcome notCalled() {
    return error(
        state.isClosed()
            ? "The agent was stopped before the tool was called."
            : "The tool server %s cannot be reached at the moment. The tool was not called."
                .formatted(server));
  }

  private ToolOutcome error(String text) {
    return ToolOutcome.failed(mask.on(text));
  }

  private ToolOutcome unknown(String reason) {
    return new ToolOutcome(mask.on(reason + MAY_HAVE_RUN), Status.UNKNOWN);
  }

  private ToolOutcome masked(ToolOutcome outcome) {
    return outcome.withText(mask.on(outcome.text()));
  }

  private static Duration left(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }
}
