package ai.joinly.manager.agent;

import java.util.Optional;

/**
 * A start or a join of a session; each has limits of its own, at the session. Owned by the worker's
 * thread.
 */
final class Attempt {
  private Optional<Children.Child> child = Optional.empty();
  private boolean underWay;

  void begin(Children.Child attempting) {
    child = Optional.of(attempting);
    underWay = true;
  }

  /** It is known what came of it, or does not matter any more. */
  void over() {
    underWay = false;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** Ends its waiting, if it waits. */
  void interrupt() {
    child.ifPresent(Children.Child::interrupt);
  }
}
