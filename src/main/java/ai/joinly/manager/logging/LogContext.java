package ai.joinly.manager.logging;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Agent or request that the current thread works for. Every line logged within carries the id of
 * the agent and of its session, or the id of the request.
 *
 * <p>It is a scoped value, not a thread-local: it ends with the call that set it, so a thread that
 * later serves another agent carries no stale value. New threads, including virtual threads, do not
 * inherit it: code that starts a thread wraps its task in {@link #carry} or {@link #carryCall}.
 */
public final class LogContext {
  private static final ScopedValue<Work> WORK = ScopedValue.newInstance();

  /** State shared by all threads that carry the same work. */
  private static final class Work {
    private final Optional<AgentId> agent;
    private final Optional<String> request;

    /** Written by the agent's own thread, read by all threads that carry its work. */
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

  /** Calls {@code task} on this thread as work for {@code agent}; propagates its exceptions. */
  public static <T, X extends Throwable> T callWith(
      AgentId agent, ScopedValue.CallableOp<? extends T, X> task) throws X {
    return ScopedValue.where(WORK, new Work(Optional.of(agent), Optional.empty())).call(task);
  }

  /** Runs {@code task} on this thread as work for the request with the id {@code request}. */
  public static void runWithRequest(String request, Runnable task) {
    ScopedValue.where(WORK, new Work(Optional.empty(), Optional.of(request))).run(task);
  }

  /**
   * Wraps {@code task} for another thread, so that it runs as the work of the current thread, if
   * any.
   */
  public static Runnable carry(Runnable task) {
    return work().<Runnable>map(work -> () -> ScopedValue.where(WORK, work).run(task)).orElse(task);
  }

  /** Wraps {@code task} as {@link #carry} does, for a task with a result. */
  public static <T> Callable<T> carryCall(Callable<T> task) {
    return work()
        .<Callable<T>>map(work -> () -> ScopedValue.where(WORK, work).call(task::call))
        .orElse(task);
  }

  /** Returns the agent that this thread works for. */
  public static Optional<AgentId> agent() {
    return work().flatMap(work -> work.agent);
  }

  /** Returns the id of the request that this thread answers. */
  public static Optional<String> request() {
    return work().flatMap(work -> work.request);
  }

  /** Returns the meeting session of the agent that this thread works for. */
  public static Optional<String> session() {
    return work().flatMap(work -> work.session);
  }

  /**
   * Sets the session of the agent that this thread works for, or clears it. The change is visible
   * to all threads that carry its work.
   */
  public static void enterSession(Optional<String> session) {
    work().ifPresent(work -> work.session = session);
  }

  private static Optional<Work> work() {
    return WORK.isBound() ? Optional.of(WORK.get()) : Optional.empty();
  }
}
