package ai.joinly.manager.llm.repair;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Known restrictions of one model at one server, shared by all agents of the process. Contains no
 * keys and no utterances, and is lost at a restart. Thread-safe.
 */
public final class Knowledge {
  private final ReentrantLock lock = new ReentrantLock();

  /** Written under {@code lock}. */
  private volatile Adaptation adaptation = Adaptation.NONE;

  /** Guarded by {@code lock}. */
  private final Set<Repair> reported = EnumSet.noneOf(Repair.class);

  /** Returns the current restrictions. */
  public Adaptation adaptation() {
    return adaptation;
  }

  /** Adds the changes that made a request succeed. */
  public void learn(Adaptation learned) {
    lock.lock();
    try {
      adaptation = adaptation.and(learned);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether this is the first query for {@code repair}. */
  public boolean isFirst(Repair repair) {
    lock.lock();
    try {
      return reported.add(repair);
    } finally {
      lock.unlock();
    }
  }
}
