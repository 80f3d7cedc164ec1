package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.meeting.MeetingTool;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * The way out of a meeting: a pending join is cancelled (leaving would wait for it), a meeting is
 * left (deleting alone lets the agent talk to the end), then the session is deleted. For the one
 * thread of the {@link SessionReaper} that repeats it.
 */
final class SessionEnd implements SessionReaper.Attempt {
  /** Leaving is tried this often; the deletion makes the server leave as well, only later. */
  private static final int LEAVE_ATTEMPTS = 3;

  private final McpSession session;
  private final OptionalLong pendingJoin;
  private final boolean oneMeetingForAll;
  private final Duration leaveLimit;
  private final Duration requestLimit;
  private final Runnable beforeDeletion;
  private int leaveAttemptsLeft;

  /**
   * @param pendingJoin the id of the request of a join that is under way
   * @param inMeeting whether there is a meeting to leave
   * @param oneMeetingForAll whether a deletion does not leave the meeting
   * @param beforeDeletion reads what there is to read; called after the meeting was left, and again
   *     when the end is tried again
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
      return e.isToldByServer();
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
      orElseGoOn(e);
    } catch (McpException e) {
      // The deletion comes next, and everything is tried again if that fails too.
    }
    if (oneMeetingForAll && leaveAttemptsLeft == 0) {
      leaveAttemptsLeft = 1; // the cancelled join may have been through
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
      leaveAttemptsLeft = 0; // an error says that it is in no meeting: as good
    } catch (McpException.SessionLost e) {
      orElseGoOn(e);
      leaveAttemptsLeft++; // it was not asked
    } catch (McpException e) {
      // As above.
    }
  }

  /** It may exist, and only the answer was a proxy's, or this process has done with it before. */
  private static void orElseGoOn(McpException.SessionLost lost) throws McpException.SessionLost {
    if (lost.isToldByServer()) {
      throw lost;
    }
  }
}
