package ai.joinly.manager.agent;

import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;

/**
 * Periodic deletion of agents that ended long ago, with all their data. An agent is only deleted if
 * it was due at the previous check as well, so that a temporarily wrong clock does not cause data
 * loss.
 */
public final class Retention implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(Retention.class.getName());
  private static final Duration EVERY = Duration.ofHours(1);

  private final Agents agents;
  private final Duration kept;
  private final InstantSource clock;
  // Used by the retention thread only.
  private Set<AgentId> due = Set.of();
  private final Thread thread = Thread.ofVirtual().name("retention").unstarted(this::run);

  /**
   * @param kept how long an agent is kept after its end; nothing is deleted if it is zero
   */
  public Retention(Agents agents, Duration kept, InstantSource clock) {
    this.agents = agents;
    this.kept = kept;
    this.clock = clock;
  }

  /** Starts a check every hour, the first one immediately. */
  public Retention start() {
    if (kept.isPositive()) {
      thread.start();
    }
    return this;
  }

  /** Runs one check. */
  void sweep() throws InterruptedException {
    Instant limit = clock.instant().minus(kept);
    Set<AgentId> before = due;
    due = new HashSet<>();
    for (AgentView view : agents.list(0)) {
      Agent agent = view.agent();
      if (isOver(agent) && agent.stoppedAt().filter(at -> at.isBefore(limit)).isPresent()) {
        due.add(agent.id());
        if (before.contains(agent.id())) {
          delete(agent);
        }
      }
    }
  }

  private static boolean isOver(Agent agent) {
    return switch (agent.status()) {
      case STOPPED, ERROR -> true;
      case CREATED, STARTING, RUNNING, STOPPING -> false;
    };
  }

  private void delete(Agent agent) throws InterruptedException {
    try {
      agents.delete(agent.id());
    } catch (AgentRefusedException e) {
      LOGGER.log(
          Level.WARNING,
          "{0} could not be deleted; this is retried at the next check: {1}",
          agent.id(),
          e.userMessage());
    }
  }

  private void run() {
    try {
      while (true) {
        sweep();
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
