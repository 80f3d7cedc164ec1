package ai.joinly.manager.llm.repair;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What all agents of the process have learned of one model at one server. It knows no keys and no
 * words, and is lost with the process. Thread-safe.
 */
public final class Knowledge {
  private final AtomicReference<Adaptation> adaptation = new AtomicReference<>(Adaptation.NONE);
  private final AtomicReference<Set<Repair>> reported = new AtomicReference<>(Set.of());

  /** Returns what is known now. */
  public Adaptation adaptation() {
    return adaptation.get();
  }

  /** Adds what made a request succeed. */
  public void learn(Adaptation learned) {
    adaptation.accumulateAndGet(learned, Adaptation::and);
  }

  /** Returns whether {@code repair} is to be reported: its first time, or a lasting change. */
  public boolean isNews(Repair repair) {
    Set<Repair> before =
        reported.getAndUpdate(
            known -> {
              EnumSet<Repair> more = EnumSet.of(repair);
              more.addAll(known);
              return Set.copyOf(more);
            });
    return !before.contains(repair)
        || repair == Repair.LEAVE_OUT_TOOL
        || repair == Repair.LEAVE_OUT_PARAMETER
        || repair == Repair.LEAVE_OUT_FURTHER_TOOLS;
  }
}
