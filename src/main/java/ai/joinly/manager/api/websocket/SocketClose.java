package ai.joinly.manager.api.websocket;

/**
 * Reason for closing a socket.
 *
 * @param code the close code of RFC 6455
 * @param reason the human-readable reason; at most 123 bytes
 * @param pending the handling of events that the client has not read
 */
record SocketClose(int code, String reason, Pending pending) {
  /** Handling of pending events before the close. */
  enum Pending {
    SEND,
    DISCARD
  }

  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int PROTOCOL = 1002;
  private static final int LARGE = 1009;
  private static final int TRY_AGAIN_LATER = 1013;

  static final SocketClose AGENT_DELETED =
      new SocketClose(NORMAL, "The agent was deleted.", Pending.DISCARD);
  static final SocketClose BY_CLIENT = new SocketClose(NORMAL, "", Pending.DISCARD);
  static final SocketClose SHUTDOWN =
      new SocketClose(GOING_AWAY, "The manager is shutting down.", Pending.SEND);
  static final SocketClose PROTOCOL_ERROR =
      new SocketClose(PROTOCOL, "The frame is not valid.", Pending.DISCARD);
  static final SocketClose TOO_BIG =
      new SocketClose(LARGE, "The message is too large.", Pending.DISCARD);

  /** Missed events cannot be read at the moment. */
  static final SocketClose STORE_FAILED =
      new SocketClose(
          TRY_AGAIN_LATER, "Missed events cannot be read now; connect again.", Pending.DISCARD);

  /**
   * The client read nothing for too long; it can continue from its last event on a new connection.
   */
  static final SocketClose TOO_SLOW =
      new SocketClose(
          TRY_AGAIN_LATER, "Nothing was read for too long; connect again.", Pending.DISCARD);

  /** Returns whether RFC 6455, section 7.4, allows this code in a close frame. */
  static boolean mayBeSent(int code) {
    boolean ofStandard = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
    return ofStandard || (code >= 3000 && code < 5000);
  }
}
