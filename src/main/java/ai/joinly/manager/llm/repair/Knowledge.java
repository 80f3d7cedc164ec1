package ai.joinly.manager.llm.repair;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What all agents of the process have learned of one model at one server. It knows no keys and no
 * words, and is lost with the process. Thread-safe.
 */
public final class Knowledge {
  private final ReentrantLock lock = new ReentrantLock();

  /** Written under {@code lock}. */
  private volatile Adaptation adaptation = Adaptation.NONE;

  /** Guarded by {@code lock}. */
  private final Set<Repair> reported = EnumSet.noneOf(Repair.class);

  /** Returns what is known now. */
  public Adaptation adaptation() {
    return adaptation;
  }

  /** Adds what made a request succeed. */
  public void learn(Adaptation learned) {
    lock.lock();
    try {
      adaptation = adaptation.and(learned);
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether {@code repair} was not asked about before. */
  public boolean isFirst(Repair repair) {
    lock.lock();
    try {
      return reported.add(repair);
    } finally {
      lock.unlock();
    }
  }
}
