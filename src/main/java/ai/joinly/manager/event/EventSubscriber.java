package ai.joinly.manager.event;

/** Somebody who follows agents. */
@FunctionalInterface
public interface EventSubscriber {
  /**
   * Takes an event. Called from one thread for all agents, in the order of the positions; it must
   * not block and must not throw.
   */
  void onEvent(StoredEvent event);
}
