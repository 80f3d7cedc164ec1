package ai.joinly.manager.logging;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Whose work a thread is doing: every line logged inside carries the agent's id and that of its
 * session, or the id of the request.
 *
 * <p>A scoped value, not a thread's variable: it ends with the call that set it, so nothing is left
 * behind on a thread that goes on to serve another agent. New threads do not inherit it, virtual
 * ones neither: whatever starts one wraps its task in {@link #carry} or {@link #carryCall}.
 */
public final class LogContext {
  private static final ScopedValue<Work> WORK = ScopedValue.newInstance();

  /** What all threads that carry the same work share. */
  private static final class Work {
    private final Optional<AgentId> agent;
    private final Optional<String> request;

    /** Set by the agent's own thread, read by all that carry its work. */
    private volatile Optional<String> session = Optional.empty();

    private Work(Optional<AgentId> agent, Optional<String> request) {
      this.agent = agent;
      this.request = request;
    }
  }

  private LogContext() {}

  /** Runs {@code task} on this thread as work for {@code agent}. */
  public static void runWith(AgentId agent, Runnable task) {
    ScopedValue.where(WORK, new Work(Optional.of(agent), Optional.empty())).run(task);
  }

  /** Calls {@code task} on this thread as work for {@code agent}; throws what it throws. */
  public static <T, X extends Throwable> T callWith(
      AgentId agent, ScopedValue.CallableOp<? extends T, X> task) throws X {
    return ScopedValue.where(WORK, new Work(Optional.of(agent), Optional.empty())).call(task);
  }

  /** Runs {@code task} on this thread as work for the request with the id {@code request}. */
  public static void runWithRequest(String request, Runnable task) {
    ScopedValue.where(WORK, new Work(Optional.empty(), Optional.of(request))).run(task);
  }

  /** {@code task} for another thread, as the work that this one does, if any. */
  public static Runnable carry(Runnable task) {
    return work().<Runnable>map(work -> () -> ScopedValue.where(WORK, work).run(task)).orElse(task);
  }

  /** The same for a task with an answer. */
  public static <T> Callable<T> carryCall(Callable<T> task) {
    return work()
        .<Callable<T>>map(work -> () -> ScopedValue.where(WORK, work).call(task::call))
        .orElse(task);
  }

  /** The agent that this thread works for. */
  public static Optional<AgentId> agent() {
    return work().flatMap(work -> work.agent);
  }

  /** The request that this thread answers. */
  public static Optional<String> request() {
    return work().flatMap(work -> work.request);
  }

  /** The meeting session of the agent that this thread works for. */
  public static Optional<String> session() {
    return work().flatMap(work -> work.session);
  }

  /**
   * From now on the agent that this thread works for is in {@code session}, or in none. It holds on
   * all threads that carry its work.
   */
  public static void enterSession(Optional<String> session) {
    work().ifPresent(work -> work.session = session);
  }

  private static Optional<Work> work() {
    return WORK.isBound() ? Optional.of(WORK.get()) : Optional.empty();
  }
}
