package ai.joinly.manager.mcp;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.UserMessageException;

/**
 * Thrown when a request to an MCP server has no result. Messages have no final full stop and never
 * contain the body of a request or an answer, which may contain utterances.
 */
public abstract sealed class McpException extends UserMessageException {
  private static final int MAX_REASON_LENGTH = 4_000;

  private McpException(String userMessage) {
    super(Cut.to(Cut.SENTENCE, userMessage));
  }

  /** No connection, a connection that ended before the answer started, or a 5xx answer. */
  public static final class Unreachable extends McpException {
    private final boolean unsent;

    public Unreachable(String message) {
      this(message, false);
    }

    /**
     * @param unsent whether there was no connection, so that the server did not receive the request
     */
    public Unreachable(String message, boolean unsent) {
      super(message);
      this.unsent = unsent;
    }

    /** Returns whether the server certainly did not receive the request. */
    public boolean isUnsent() {
      return unsent;
    }
  }

  /** No answer within the time limit. */
  public static final class TimedOut extends McpException {
    public TimedOut(String message) {
      super(message);
    }
  }

  /** The session does not exist on the server any more, or the client has closed it. */
  public static final class SessionLost extends McpException {
    private final boolean reportedByServer;

    /**
     * @param reportedByServer whether the server itself reported it; a bare 404 may come from a
     *     proxy that temporarily does not reach the server
     */
    public SessionLost(String message, boolean reportedByServer) {
      super(message);
      this.reportedByServer = reportedByServer;
    }

    /** Returns whether the session certainly does not exist. */
    public boolean isReportedByServer() {
      return reportedByServer;
    }
  }

  /** The answer started with status 200 and ended before the result. */
  public static final class BrokenOff extends McpException {
    public BrokenOff(String message) {
      super(message);
    }
  }

  /** The server answered with a JSON-RPC error. */
  public static final class RpcError extends McpException {
    private final int code;
    private final String reason;

    public RpcError(String method, int code, String reason) {
      super("%s was answered with the JSON-RPC error %s".formatted(method, code));
      this.code = code;
      this.reason = Cut.to(MAX_REASON_LENGTH, reason);
    }

    public int code() {
      return code;
    }

    /** Returns the server's error message. It may quote the request, so it must not be logged. */
    public String reason() {
      return reason;
    }
  }

  /** The server refused a request with an HTTP status without a specific meaning. */
  public static final class Refused extends McpException {
    private final int status;

    public Refused(int status) {
      super("The server refused a request with " + status);
      this.status = status;
    }

    /** Returns the HTTP status. */
    public int status() {
      return status;
    }
  }

  /** The server violates the protocol or exceeds the client's limits. */
  public static final class ProtocolViolation extends McpException {
    public ProtocolViolation(String message) {
      super(message);
    }
  }
}
