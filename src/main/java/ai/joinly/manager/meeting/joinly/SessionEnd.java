package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.meeting.MeetingTool;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * End of a session: cancels a pending join (leaving would wait for it), leaves the meeting (after a
 * deletion alone the agent would finish its speech), then deletes the session. Used by one thread
 * of the {@link SessionReaper}, which retries it.
 */
final class SessionEnd implements SessionReaper.Attempt {
  /** Attempts to leave; the deletion makes the server leave as well, but later. */
  private static final int LEAVE_ATTEMPTS = 3;

  private final McpSession session;
  private final OptionalLong pendingJoin;
  private final boolean oneMeetingForAll;
  private final Duration leaveLimit;
  private final Duration requestLimit;
  private final Runnable beforeDeletion;
  private int leaveAttemptsLeft;

  /**
   * @param pendingJoin the request id of a pending join
   * @param inMeeting whether there is a meeting to leave
   * @param oneMeetingForAll whether a deletion does not leave the meeting
   * @param beforeDeletion reads the remaining data; called after the meeting was left, and again on
   *     each retry of the end
   */
  SessionEnd(
      McpSession session,
      OptionalLong pendingJoin,
      boolean inMeeting,
      boolean oneMeetingForAll,
      Duration leaveLimit,
      Duration requestLimit,
      Runnable beforeDeletion) {
    this.session = session;
    this.pendingJoin = pendingJoin;
    this.oneMeetingForAll = oneMeetingForAll;
    this.leaveLimit = leaveLimit;
    this.requestLimit = requestLimit;
    this.beforeDeletion = beforeDeletion;
    this.leaveAttemptsLeft = inMeeting ? LEAVE_ATTEMPTS : 0;
  }

  String sessionId() {
    return session.id();
  }

  @Override
  public boolean tryOnce() throws InterruptedException {
    try {
      cancelJoin();
      leave();
      beforeDeletion.run();
      session.delete(requestLimit);
      return true;
    } catch (McpException.SessionLost e) {
      return e.isReportedByServer();
    } catch (McpException e) {
      return false;
    }
  }

  private void cancelJoin() throws InterruptedException, McpException.SessionLost {
    if (pendingJoin.isEmpty()) {
      return;
    }
    try {
      session.cancel(pendingJoin.getAsLong(), requestLimit);
    } catch (McpException.SessionLost e) {
      throwIfConfirmed(e);
    } catch (McpException e) {
      // The deletion comes next, and everything is retried if it fails too.
    }
    if (oneMeetingForAll && leaveAttemptsLeft == 0) {
      leaveAttemptsLeft = 1; // the cancelled join may have succeeded
    }
  }

  private void leave() throws InterruptedException, McpException.SessionLost {
    if (leaveAttemptsLeft == 0) {
      return;
    }
    leaveAttemptsLeft--;
    try {
      session.callTool(
          session.newRequestId(),
          MeetingTool.LEAVE,
          JsonNodeFactory.instance.objectNode(),
          leaveLimit);
      leaveAttemptsLeft = 0; // an error means that it is in no meeting
    } catch (McpException.SessionLost e) {
      throwIfConfirmed(e);
      leaveAttemptsLeft++; // the server did not receive the call
    } catch (McpException e) {
      // The deletion comes next, as above.
    }
  }

  /**
   * Throws only if the server itself reported the loss. Otherwise the session may exist: a proxy
   * sent the response, or this process already closed its side.
   */
  private static void throwIfConfirmed(McpException.SessionLost lost)
      throws McpException.SessionLost {
    if (lost.isReportedByServer()) {
      throw lost;
    }
  }
}
