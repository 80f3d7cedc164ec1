package ai.joinly.manager.agent;

import ai.joinly.manager.agent.tools.ActionLog;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import java.time.Clock;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Stored log of the actions of one turn. Thread-safe. */
public final class StoredActions implements ActionLog {
  private static final int MAX_RESULT = 4_000;

  private final AgentId agentId;
  private final long turn;
  private final AtomicLong lastAction;
  private final Store store;
  private final Clock clock;

  /**
   * @param lastAction number of the newest action of the agent; shared by all its turns
   */
  public StoredActions(
      AgentId agentId, long turn, AtomicLong lastAction, Store store, Clock clock) {
    this.agentId = agentId;
    this.turn = turn;
    this.lastAction = lastAction;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public long intend(String tool, String arguments) throws InterruptedException {
    long action = lastAction.incrementAndGet();
    try {
      store.confirm(intention(action, tool, arguments)).get();
      return action;
    } catch (ExecutionException e) {
      // The store is closed, since the process ends: no action may start without a stored record.
      throw new InterruptedException("the store is closed");
    }
  }

  @Override
  public long note(String tool, String arguments) {
    long action = lastAction.incrementAndGet();
    store.write(intention(action, tool, arguments));
    return action;
  }

  @Override
  public void ended(long action, Status status, String result) {
    store.write(
        new Change.ActionEnded(
            agentId,
            action,
            status,
            result.length() <= MAX_RESULT ? result : result.substring(0, MAX_RESULT),
            clock.instant()));
  }

  private Change intention(long action, String tool, String arguments) {
    return new Change.ActionIntended(agentId, action, turn, tool, arguments, clock.instant());
  }
}
