package ai.joinly.manager.agent.worker;

/**
 * Scope of tasks that belong to one session or one stay in a meeting. Tasks that arrive after its
 * end are dropped. Any thread may add tasks; the other methods must be called on the executor's
 * thread.
 */
public final class TaskScope {
  private final SerialExecutor executor;
  private boolean current = true;

  TaskScope(SerialExecutor executor) {
    this.executor = executor;
  }

  /** Runs {@code task} on the executor's thread if this scope has not ended by then. */
  public void execute(Runnable task) {
    execute(0, task);
  }

  /**
   * Runs {@code task} on the executor's thread if this scope has not ended by then.
   *
   * @param characters number of characters that the task holds
   */
  public void execute(int characters, Runnable task) {
    executor.execute(characters, () -> ifCurrent(task));
  }

  /** Runs {@code task} now, unless this scope has ended. */
  public void ifCurrent(Runnable task) {
    if (current) {
      task.run();
    }
  }

  /** Returns whether this scope has not ended. */
  public boolean isCurrent() {
    return current;
  }

  /** Ends this scope. */
  public void end() {
    current = false;
  }
}
