package ai.joinly.manager.agent.worker;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.logging.LogContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounded serial executor of one agent: runs tasks one at a time on one thread, in the order of
 * their arrival, so that the state they change needs no lock. If the queue is full, a command is
 * refused, so that its caller never blocks, and a report waits for room, so that it is not lost.
 * The queue is guarded by a lock; any thread may add tasks.
 */
public final class SerialExecutor {
  private static final int MAX_COMMANDS = 64;
  private static final int MAX_REPORTS = 256;

  /** Limit of the total number of characters in waiting reports. */
  private static final int MAX_CHARACTERS = 1_000_000;

  private static final Duration MAX_PAUSE = Duration.ofMinutes(10);

  /** Whether a command was accepted. */
  public enum Admission {
    ACCEPTED,
    FULL,
    CLOSED
  }

  /** Owner of the state that the tasks change. All methods run on the executor's thread. */
  public interface Owner {
    /** Returns whether the executor must end. */
    boolean isTerminated();

    /** Returns how long {@link #afterTask} may wait for the next task. */
    Optional<Duration> nextPause();

    /** Performs actions that are due; called after each task and after each pause. */
    void afterTask();

    /** Handles an unexpected exception of a task, which is already logged. */
    void onDefect();

    /** Releases the resources of the agent; no task runs afterwards. */
    void onTerminated();
  }

  private record Task(Runnable work, Runnable refusal, int characters, boolean isCommand) {}

  private final AgentId agentId;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Condition notFull = lock.newCondition();
  private final ArrayDeque<Task> queue = new ArrayDeque<>();
  private int commands;
  private int characters;
  private boolean closed;

  public SerialExecutor(AgentId agentId) {
    this.agentId = agentId;
  }

  /** Starts the thread, which runs until {@code owner} is terminated. */
  public void start(Owner owner) {
    Thread.ofVirtual()
        .name("agent-" + agentId)
        .start(() -> LogContext.runWith(agentId, () -> run(owner)));
  }

  /** Returns a new scope for tasks that depend on a session or a stay in a meeting. */
  public TaskScope newScope() {
    return new TaskScope(this);
  }

  /**
   * Adds a command without waiting.
   *
   * @param refusal runs instead of the command if the executor ends first
   */
  public Admission submit(Runnable command, Runnable refusal) {
    lock.lock();
    try {
      if (closed) {
        return Admission.CLOSED;
      }
      if (commands >= MAX_COMMANDS) {
        return Admission.FULL;
      }
      commands++;
      add(new Task(command, refusal, 0, true));
      return Admission.ACCEPTED;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a report; waits for room in the queue. It is dropped if the executor ends first. */
  public void execute(Runnable report) {
    execute(0, report);
  }

  /**
   * Adds a report as {@link #execute(Runnable)} does.
   *
   * @param size number of characters that the report holds
   */
  public void execute(int size, Runnable report) {
    put(new Task(report, () -> {}, size, false));
  }

  /**
   * Adds a report as {@link #execute(Runnable)} does.
   *
   * @param refusal runs instead of the report if the executor ends first; must not block
   */
  public void execute(Runnable report, Runnable refusal) {
    if (!put(new Task(report, refusal, 0, false))) {
      refusal.run();
    }
  }

  /** Waits for room, even on an interrupted thread; returns false when the executor has ended. */
  private boolean put(Task report) {
    lock.lock();
    try {
      while (!closed && isFull(report.characters())) {
        notFull.awaitUninterruptibly();
      }
      if (closed) {
        return false;
      }
      characters += report.characters();
      add(report);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether a report must wait. A report larger than the limit is accepted alone: others
   * wait until it has run.
   */
  private boolean isFull(int more) {
    return queue.size() - commands >= MAX_REPORTS
        || (characters > 0 && more > MAX_CHARACTERS - characters);
  }

  private void add(Task task) {
    queue.add(task);
    notEmpty.signal();
  }

  private void run(Owner owner) {
    try {
      while (!owner.isTerminated()) {
        next(owner.nextPause().orElse(MAX_PAUSE)).ifPresent(task -> guarded(task.work(), owner));
        guarded(owner::afterTask, owner);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("the thread of an agent is never interrupted", e);
    } finally {
      owner.onTerminated();
      close().forEach(task -> task.refusal().run());
    }
  }

  private void guarded(Runnable step, Owner owner) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      Defects.log("worker", agentId, e);
      owner.onDefect();
    }
  }

  /** Returns the next task; empty after a pause without one. */
  private Optional<Task> next(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      long nanos = pause.toNanos();
      while (queue.isEmpty()) {
        if (nanos <= 0) {
          return Optional.empty();
        }
        nanos = notEmpty.awaitNanos(nanos);
      }
      Task task = queue.remove();
      if (task.isCommand()) {
        commands--;
      } else {
        characters -= task.characters();
        notFull.signalAll();
      }
      return Optional.of(task);
    } finally {
      lock.unlock();
    }
  }

  /** Refuses further tasks and returns the waiting ones. */
  private List<Task> close() {
    lock.lock();
    try {
      closed = true;
      List<Task> waiting = new ArrayList<>(queue);
      queue.clear();
      commands = 0;
      characters = 0;
      notFull.signalAll();
      return waiting;
    } finally {
      lock.unlock();
    }
  }
}
