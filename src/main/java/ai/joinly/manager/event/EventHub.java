package ai.joinly.manager.event;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Publisher of stored events to their subscribers. Holds no events and never blocks. Thread-safe.
 */
public final class EventHub {
  private final CopyOnWriteArrayList<EventSubscriber> ofAll = new CopyOnWriteArrayList<>();
  private final Map<AgentId, CopyOnWriteArrayList<EventSubscriber>> ofOne =
      new ConcurrentHashMap<>();

  /**
   * Passes {@code event} to all subscribers of its agent. Must always be called by the same thread.
   */
  public void publish(StoredEvent event) {
    CopyOnWriteArrayList<EventSubscriber> own = ofOne.get(event.agentId());
    if (own != null) {
      own.forEach(subscriber -> subscriber.onEvent(event));
    }
    ofAll.forEach(subscriber -> subscriber.onEvent(event));
  }

  /** Subscribes to the events of one agent, until the returned subscription is closed. */
  public Subscription subscribe(AgentId agentId, EventSubscriber subscriber) {
    ofOne.compute(
        agentId,
        (id, list) -> {
          CopyOnWriteArrayList<EventSubscriber> some =
              list == null ? new CopyOnWriteArrayList<>() : list;
          some.add(subscriber);
          return some;
        });
    return () ->
        ofOne.computeIfPresent(
            agentId,
            (id, list) -> {
              list.remove(subscriber);
              return list.isEmpty() ? null : list;
            });
  }

  /** Subscribes to the events of all agents, until the returned subscription is closed. */
  public Subscription subscribeAll(EventSubscriber subscriber) {
    ofAll.add(subscriber);
    return () -> ofAll.remove(subscriber);
  }

  /** Returns the number of agents that have individual subscribers. */
  public int agentsFollowed() {
    return ofOne.size();
  }

  /** Subscription to a hub. Closing it is idempotent. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
