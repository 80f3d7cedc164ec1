package ai.joinly.manager.event;

/** Subscriber to events of agents. */
@FunctionalInterface
public interface EventSubscriber {
  /**
   * Receives an event. Called by one thread for all agents, in the order of the positions; must
   * neither block nor throw.
   */
  void onEvent(StoredEvent event);
}
