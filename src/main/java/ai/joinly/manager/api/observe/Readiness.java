package ai.joinly.manager.api.observe;

/**
 * Readiness of the process for requests: ready after the start and until the shutdown. No other
 * condition makes it unready: with one replica, removing it from service because of a full disk or
 * exhausted capacity would only prevent operators from stopping agents. Thread-safe.
 */
public final class Readiness {
  /** Phase of the process; only advances. */
  public enum Phase {
    STARTING,
    READY,
    DRAINING
  }

  private volatile Phase phase = Phase.STARTING;

  /** Returns the current phase. */
  public Phase phase() {
    return phase;
  }

  /** Marks the process as started; has no effect during the shutdown. */
  public synchronized void started() {
    if (phase == Phase.STARTING) {
      phase = Phase.READY;
    }
  }

  /** Marks the process as shutting down; it stays unready. */
  public synchronized void draining() {
    phase = Phase.DRAINING;
  }
}
