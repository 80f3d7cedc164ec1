package ai.joinly.manager.web;

import io.helidon.websocket.WsCloseCodes;

/**
 * Why a socket is closed.
 *
 * @param code of RFC 6455
 * @param reason for people; at most 123 bytes
 * @param pending what becomes of the events that wait for the client
 */
record SocketClose(int code, String reason, Pending pending) {
  /** Whether waiting events are sent before the close. */
  enum Pending {
    SEND,
    DISCARD
  }

  static final SocketClose AGENT_DELETED =
      new SocketClose(WsCloseCodes.NORMAL_CLOSE, "The agent was deleted.", Pending.SEND);
  static final SocketClose BY_CLIENT =
      new SocketClose(WsCloseCodes.NORMAL_CLOSE, "", Pending.DISCARD);
  static final SocketClose SHUTDOWN =
      new SocketClose(WsCloseCodes.GOING_AWAY, "The manager is shutting down.", Pending.SEND);
  static final SocketClose PROTOCOL_ERROR =
      new SocketClose(WsCloseCodes.PROTOCOL_ERROR, "This is no valid frame.", Pending.DISCARD);
  static final SocketClose TOO_BIG =
      new SocketClose(WsCloseCodes.TOO_BIG, "The message is too large.", Pending.DISCARD);

  /** What was missed cannot be read now. */
  static final SocketClose STORE_FAILED =
      new SocketClose(
          WsCloseCodes.TRY_AGAIN_LATER, "What was missed cannot be read now.", Pending.SEND);

  /**
   * What waits is still sent: up to the close the client has seen everything, and it knows from the
   * code that it must ask anew.
   */
  static final SocketClose TOO_SLOW =
      new SocketClose(
          WsCloseCodes.TRY_AGAIN_LATER,
          "Events came faster than they were read; connect again.",
          Pending.SEND);
}
