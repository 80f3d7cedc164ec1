package ai.joinly.manager.api.websocket;

/**
 * Why a socket is closed.
 *
 * @param code of RFC 6455
 * @param reason for people; at most 123 bytes
 * @param pending what is done with the events that the client has not read
 */
record SocketClose(int code, String reason, Pending pending) {
  /** Whether events that came before are sent before the close. */
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
      new SocketClose(PROTOCOL, "This is no valid frame.", Pending.DISCARD);
  static final SocketClose TOO_BIG =
      new SocketClose(LARGE, "The message is too large.", Pending.DISCARD);

  /** What was missed cannot be read now. */
  static final SocketClose STORE_FAILED =
      new SocketClose(
          TRY_AGAIN_LATER, "What was missed cannot be read now; connect again.", Pending.DISCARD);

  /** The client read nothing for too long; it goes on from what it has when it connects again. */
  static final SocketClose TOO_SLOW =
      new SocketClose(TRY_AGAIN_LATER, "Nothing was read; connect again.", Pending.DISCARD);

  /** Whether RFC 6455, section 7.4, lets anybody send a close with this code. */
  static boolean mayBeSent(int code) {
    boolean ofStandard = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
    return ofStandard || (code >= 3000 && code < 5000);
  }
}
