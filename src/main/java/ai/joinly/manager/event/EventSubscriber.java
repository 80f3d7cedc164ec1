package ai.joinly.manager.event;

/** Somebody who follows agents. */
@FunctionalInterface
public interface EventSubscriber {
  /**
   * Takes an event. Called on the thread of the agent it belongs to, in order for one agent, for
   * several agents at once: it must be thread-safe, must not block and must not throw.
   */
  void onEvent(EncodedEvent event);
}
