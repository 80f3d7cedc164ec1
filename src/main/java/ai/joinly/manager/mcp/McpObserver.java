package ai.joinly.manager.mcp;

/** Hears of what is asked of MCP servers. Thread-safe; must neither block nor throw. */
public interface McpObserver {
  /** Hears nothing. */
  McpObserver NONE =
      new McpObserver() {
        @Override
        public void onRequest(String method, Outcome outcome, long nanos) {}

        @Override
        public void onStreamOpened() {}

        @Override
        public void onStreamEnded() {}
      };

  /** What came of a request. */
  enum Outcome {
    OK,
    UNREACHABLE,
    TIMED_OUT,
    SESSION_LOST,
    BROKEN_OFF,
    RPC_ERROR,
    REFUSED,
    PROTOCOL_VIOLATION,
    /** Whoever asked did not wait any longer. */
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
   * A request or a notification has ended.
   *
   * @param method of JSON-RPC, or {@code DELETE} for the end of a session
   * @param nanos until its result or its failure
   */
  void onRequest(String method, Outcome outcome, long nanos);

  /** A session's event stream is open. */
  void onStreamOpened();

  /** An event stream that was open is not any more. */
  void onStreamEnded();
}
