package ai.joinly.manager.meeting.joinly;

import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.meeting.EndableSession;
import java.time.Duration;
import java.util.concurrent.FutureTask;

/** Orphaned session of a previous process, which can only be ended. Thread-safe. */
final class LeftOverSession implements EndableSession {
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(6);

  private final JoinlyStart.Context context;
  private final McpSession mcp;
  private final SessionPhase phase;
  private final SessionLedger ledger;

  LeftOverSession(
      JoinlyStart.Context context, McpSession mcp, SessionPhase phase, SessionLedger ledger) {
    this.context = context;
    this.mcp = mcp;
    this.phase = phase;
    this.ledger = ledger;
  }

  @Override
  public String id() {
    return mcp.id();
  }

  @Override
  public boolean end(Duration limit) {
    FutureTask<Boolean> ending = phase.end(this::beginEnd);
    try {
      return FutureTasks.isTrueWithin(ending, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end continues in the background
      return false;
    }
  }

  private FutureTask<Boolean> beginEnd(SessionPhase.WayOut way) {
    boolean oneMeeting =
        mcp.server().map(server -> MeetingSlot.isOneMeetingForAll(server.version())).orElse(false);
    SessionEnd end =
        new SessionEnd(
            mcp,
            way.pendingJoin(),
            way.inMeeting() && !context.slot().isUsedByOthers(id()),
            oneMeeting,
            LEAVE_LIMIT,
            context.settings().requestTimeout(),
            () -> {});
    return context.reaper().end(end, ledger, mcp::close);
  }
}
