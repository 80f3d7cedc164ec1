package ai.joinly.manager.api.observe;

/**
 * Whether the process is ready for requests: not before it has started, not once it ends. Nothing
 * else makes it unready: with one replica, taking it out of service for a full disk or a full house
 * would only keep people from stopping agents. Thread-safe.
 */
public final class Readiness {
  /** Where the process stands; it only moves on. */
  public enum Phase {
    STARTING,
    READY,
    DRAINING
  }

  private volatile Phase phase = Phase.STARTING;

  /** Where the process stands now. */
  public Phase phase() {
    return phase;
  }

  /** The process has started; has no effect once it ends. */
  public synchronized void started() {
    if (phase == Phase.STARTING) {
      phase = Phase.READY;
    }
  }

  /** The process ends: it stays unready. */
  public synchronized void draining() {
    phase = Phase.DRAINING;
  }
}
