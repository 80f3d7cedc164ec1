package ai.joinly.manager.mcp;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.UserMessageException;

/**
 * A request to an MCP server that had no result. Messages have no full stop and never hold the body
 * of a request or an answer, which may hold what people say.
 */
public abstract sealed class McpException extends UserMessageException {
  private static final int LONGEST_REASON = 4_000;

  private McpException(String userMessage) {
    super(Cut.to(Cut.SENTENCE, userMessage));
  }

  /** No connection, one that was cut before the answer began, or a server that answered 5xx. */
  public static final class Unreachable extends McpException {
    private final boolean unsent;

    public Unreachable(String message) {
      this(message, false);
    }

    /**
     * @param unsent whether there was no connection, so that the server got nothing
     */
    public Unreachable(String message, boolean unsent) {
      super(message);
      this.unsent = unsent;
    }

    /** Whether it is certain that the server did not get the request. */
    public boolean isUnsent() {
      return unsent;
    }
  }

  /** No answer within the limit. */
  public static final class TimedOut extends McpException {
    public TimedOut(String message) {
      super(message);
    }
  }

  /** The server does not know the session any more, or is not asked any more. */
  public static final class SessionLost extends McpException {
    private final boolean toldByServer;

    /**
     * @param toldByServer whether the server said so in its own words; a bare 404 may be a proxy's,
     *     which does not find the server at the moment
     */
    public SessionLost(String message, boolean toldByServer) {
      super(message);
      this.toldByServer = toldByServer;
    }

    /** Whether the session is certain not to exist. */
    public boolean isToldByServer() {
      return toldByServer;
    }
  }

  /** The answer began with 200 and ended before the result came. */
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
      this.reason = Cut.to(LONGEST_REASON, reason);
    }

    public int code() {
      return code;
    }

    /** The server's words. They may quote the request, so they do not belong into a log. */
    public String reason() {
      return reason;
    }
  }

  /** The server refused a request with an HTTP status that has no meaning of its own here. */
  public static final class Refused extends McpException {
    private final int status;

    public Refused(int status) {
      super("The server refused a request with " + status);
      this.status = status;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }

  /** The server does not speak the protocol, or not within our limits. */
  public static final class ProtocolViolation extends McpException {
    public ProtocolViolation(String message) {
      super(message);
    }
  }
}
