package ai.joinly.manager.agent.worker;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.store.StoreException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Virtual threads that wait for the network on behalf of an agent and report to its executor. All
 * methods must be called on the executor's thread.
 */
public final class ChildTasks {
  private final AgentId agentId;
  private final SerialExecutor executor;
  private final Set<Thread> running = new LinkedHashSet<>();

  public ChildTasks(AgentId agentId, SerialExecutor executor) {
    this.agentId = agentId;
    this.executor = executor;
  }

  /**
   * Starts a task, which reports its result to the executor and does not throw.
   *
   * @return the thread, for interrupting it
   */
  public Thread start(String name, Runnable task) {
    return start(name, task, () -> {});
  }

  /**
   * Starts a task as {@link #start(String, Runnable)} does.
   *
   * @param onEnd runs on the executor's thread after everything that the task has reported
   */
  public Thread start(String name, Runnable task, Runnable onEnd) {
    Runnable work = LogContext.carry(task);
    Thread thread =
        Thread.ofVirtual().name(name + "-" + agentId).unstarted(() -> run(name, work, onEnd));
    running.add(thread);
    thread.start();
    return thread;
  }

  private void run(String name, Runnable work, Runnable onEnd) {
    Thread self = Thread.currentThread();
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      // A read of the store that was interrupted by the end of the agent is no error.
      if (!(e instanceof StoreException && self.isInterrupted())) {
        Defects.log(name, agentId, e);
      }
    } finally {
      executor.execute(
          () -> {
            running.remove(self);
            onEnd.run();
          });
    }
  }

  /** Returns whether all tasks have ended and their reports were handled. */
  public boolean allEnded() {
    return running.isEmpty();
  }

  /** Interrupts all tasks. */
  public void interruptAll() {
    running.forEach(Thread::interrupt);
  }
}
