package ai.joinly.manager.logging;

import ai.joinly.manager.model.AgentId;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Whose work a thread is doing: every line logged inside carries the agent's id.
 *
 * <p>A scoped value, not a thread's variable: it ends with the call that set it, so nothing is left
 * behind on a thread that goes on to serve another agent. New threads do not inherit it, virtual
 * ones neither: whatever starts one wraps its task in {@link #carry} or {@link #carryCall}.
 */
public final class LogContext {
  private static final ScopedValue<AgentId> AGENT = ScopedValue.newInstance();

  private LogContext() {}

  /** Runs {@code task} on this thread as work for {@code agent}. */
  public static void runWith(AgentId agent, Runnable task) {
    ScopedValue.where(AGENT, agent).run(task);
  }

  /** Calls {@code task} on this thread as work for {@code agent}; throws what it throws. */
  public static <T, X extends Throwable> T callWith(
      AgentId agent, ScopedValue.CallableOp<? extends T, X> task) throws X {
    return ScopedValue.where(AGENT, agent).call(task);
  }

  /** {@code task} for another thread, as work for the agent that this one works for, if any. */
  public static Runnable carry(Runnable task) {
    return agent().<Runnable>map(agent -> () -> runWith(agent, task)).orElse(task);
  }

  /** The same for a task with an answer. */
  public static <T> Callable<T> carryCall(Callable<T> task) {
    return agent().<Callable<T>>map(agent -> () -> callWith(agent, task::call)).orElse(task);
  }

  /** The agent that this thread works for. */
  public static Optional<AgentId> agent() {
    return AGENT.isBound() ? Optional.of(AGENT.get()) : Optional.empty();
  }
}
