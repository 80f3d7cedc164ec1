package ai.joinly.manager.agent.session;

import ai.joinly.manager.agent.AgentRecorder;
import ai.joinly.manager.agent.Capacity;
import ai.joinly.manager.agent.session.ConnectionState.Active;
import ai.joinly.manager.agent.session.ConnectionState.Gone;
import ai.joinly.manager.agent.session.ConnectionState.Idle;
import ai.joinly.manager.agent.session.ConnectionState.Leaving;
import ai.joinly.manager.agent.session.ConnectionState.Online;
import ai.joinly.manager.logging.LogContext;
import java.util.Optional;

/**
 * Holder of the current {@link ConnectionState} of one agent. Each transition releases the
 * resources that the next state does not need: capacity, the permit to rejoin, reports of a former
 * session. Confined to the agent's thread.
 */
public final class Connection {
  private final Capacity capacity;
  private final AgentRecorder journal;
  private ConnectionState state = new Idle();

  public Connection(Capacity capacity, AgentRecorder journal) {
    this.capacity = capacity;
    this.journal = journal;
  }

  public ConnectionState state() {
    return state;
  }

  /**
   * Moves to the next state. The caller must acquire capacity before an agent becomes active.
   *
   * @throws IllegalStateException if the transition is not legal; the state is unchanged
   */
  public void become(ConnectionState next) {
    ConnectionState former = state;
    if (!former.successors().contains(next.getClass())) {
      throw new IllegalStateException(
          former.getClass().getName() + " cannot become " + next.getClass().getName());
    }
    state = next;
    if (!former.reports().equals(next.reports())) {
      former.reports().ifPresent(scope -> scope.end());
    }
    LogContext.enterSession(
        next instanceof Online online ? Optional.of(online.session().id()) : Optional.empty());
    if (former instanceof Active was) {
      if (!(next instanceof Active)) {
        capacity.giveBack();
      }
      if (!(next instanceof Active active && active.permit().equals(was.permit()))) {
        was.permit().release();
      }
    }
    persistWantsMeeting();
  }

  /** Stores whether the agent should be in its meeting, for recovery by the next process. */
  private void persistWantsMeeting() {
    switch (state) {
      case Active active -> journal.wantsMeeting(active.joins());
      case Idle idle -> journal.wantsMeeting(false);
      case Leaving leaving -> {}
      case Gone gone -> {} // the agent remains in its meeting, or is deleted
    }
  }
}
