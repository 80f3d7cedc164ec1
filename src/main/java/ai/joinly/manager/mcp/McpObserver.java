package ai.joinly.manager.mcp;

/** Observer of requests to MCP servers. Thread-safe; must neither block nor throw. */
public interface McpObserver {
  /** Observer that does nothing. */
  McpObserver NONE =
      new McpObserver() {
        @Override
        public void onRequest(String method, Outcome outcome, long nanos) {}

        @Override
        public void onStreamOpened() {}

        @Override
        public void onStreamEnded() {}
      };

  /** Outcome of a request. */
  enum Outcome {
    OK,
    UNREACHABLE,
    TIMED_OUT,
    SESSION_LOST,
    BROKEN_OFF,
    RPC_ERROR,
    REFUSED,
    PROTOCOL_VIOLATION,
    /** The calling thread was interrupted. */
    INTERRUPTED;

    public static Outcome of(McpException failure) {
      return switch (failure) {
        case McpException.Unreachable e -> UNREACHABLE;
        case McpException.TimedOut e -> TIMED_OUT;
        case McpException.SessionLost e -> SESSION_LOST;
        case McpException.BrokenOff e -> BROKEN_OFF;
        case McpException.RpcError e -> RPC_ERROR;
        case McpException.Refused e -> REFUSED;
        case McpException.ProtocolViolation e -> PROTOCOL_VIOLATION;
      };
    }
  }

  /**
   * Called when a request or a notification has ended.
   *
   * @param method the JSON-RPC method, or {@code DELETE} for the end of a session
   * @param nanos time until its result or its failure
   */
  void onRequest(String method, Outcome outcome, long nanos);

  /** Called when a session's event stream has opened. */
  void onStreamOpened();

  /** Called when an open event stream has ended. */
  void onStreamEnded();
}
