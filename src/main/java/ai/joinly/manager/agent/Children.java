package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.store.StoreException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The virtual threads on which a worker lets others wait for the network. Each tells its end by a
 * message, and by nothing else. The set is owned by the worker's thread.
 */
final class Children {
  private static final System.Logger LOGGER = System.getLogger(Children.class.getName());

  private final AgentId agentId;
  private final Mailbox mailbox;
  private final Set<Child> alive = new LinkedHashSet<>();

  Children(AgentId agentId, Mailbox mailbox) {
    this.agentId = agentId;
    this.mailbox = mailbox;
  }

  /** A running task. Compared by identity. */
  static final class Child {
    private final Thread thread;

    private Child(Thread thread) {
      this.thread = thread;
    }

    /** Ends its waiting; the task itself ends soon after. */
    void interrupt() {
      thread.interrupt();
    }
  }

  /** Starts {@code task}, which must tell what came of it by reports and not throw. */
  Child spawn(String name, Runnable task) {
    Child[] self = new Child[1];
    Runnable work = LogContext.carry(task);
    Thread thread =
        Thread.ofVirtual()
            .name(name + "-" + agentId)
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } catch (RuntimeException | Error e) {
                    // A reading that the end of the agent has interrupted is no defect.
                    if (!(e instanceof StoreException && Thread.currentThread().isInterrupted())) {
                      report(name, e);
                    }
                  } finally {
                    mailbox.put(new Message.ChildEnded(self[0]));
                  }
                });
    self[0] = new Child(thread);
    alive.add(self[0]);
    thread.start();
    return self[0];
  }

  /** Logs the class alone: a message could hold what was said. */
  private void report(String name, Throwable defect) {
    LOGGER.log(
        System.Logger.Level.ERROR,
        "The task {0} of {1} failed: {2} at {3}",
        name,
        agentId,
        defect.getClass().getName(),
        defect.getStackTrace().length > 0 ? defect.getStackTrace()[0] : "?");
  }

  void ended(Child child) {
    alive.remove(child);
  }

  boolean allEnded() {
    return alive.isEmpty();
  }

  void interruptAll() {
    alive.forEach(Child::interrupt);
  }
}
