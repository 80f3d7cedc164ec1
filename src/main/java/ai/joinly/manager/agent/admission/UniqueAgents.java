package ai.joinly.manager.agent.admission;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The rule that at most one live agent has a deduplication key. Thread-safe. */
public final class UniqueAgents {
  private final Supplier<Stream<Agent>> agents;
  private final KeyedSections sections;

  /**
   * @param agents all agents
   * @param limit how long a request waits for another one with the same key
   */
  public UniqueAgents(Supplier<Stream<Agent>> agents, Duration limit) {
    this.agents = agents;
    this.sections = new KeyedSections(limit);
  }

  /** Creates or starts an agent, after which it counts as live. */
  @FunctionalInterface
  public interface Action<T, X extends Exception> {
    T run() throws AgentRefusedException, X;
  }

  /**
   * Runs an action unless another live agent has the key.
   *
   * @param own the agent that may have the key, if it exists
   * @throws AgentRefusedException with the agent that has the key
   */
  public <T, X extends Exception> T admit(
      Optional<String> key, Optional<AgentId> own, Action<T, X> action)
      throws AgentRefusedException, X {
    if (key.isEmpty()) {
      return action.run();
    }
    KeyedSections.Section section = sections.enter(key.get());
    try {
      Optional<Agent> other =
          agents
              .get()
              .filter(agent -> isLive(agent) && agent.kept().deduplicationKey().equals(key))
              .filter(agent -> !own.equals(Optional.of(agent.id())))
              .findFirst();
      if (other.isPresent()) {
        throw taken(other.get());
      }
      return action.run();
    } finally {
      section.close();
    }
  }

  private static boolean isLive(Agent agent) {
    return switch (agent.status()) {
      case CREATED, STARTING, RUNNING, STOPPING -> true;
      case STOPPED, ERROR -> false;
    };
  }

  private static AgentRefusedException taken(Agent other) {
    return new AgentRefusedException(
        Reason.DUPLICATE,
        "The agent %s has this deduplication_key, and is %s; use that agent, or stop it first"
            .formatted(other.id(), WireName.of(other.status())),
        other.id());
  }
}
