package ai.joinly.manager.event;

import ai.joinly.manager.domain.agent.AgentId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hands what happened to agents, and is kept, on to those who follow them. Thread-safe; it keeps
 * nothing and never blocks.
 */
public final class EventHub {
  private final CopyOnWriteArrayList<EventSubscriber> ofAll = new CopyOnWriteArrayList<>();
  private final Map<AgentId, CopyOnWriteArrayList<EventSubscriber>> ofOne =
      new ConcurrentHashMap<>();

  /** Gives {@code event} to all who follow its agent. All events must come from one thread. */
  public void publish(StoredEvent event) {
    CopyOnWriteArrayList<EventSubscriber> own = ofOne.get(event.agentId());
    if (own != null) {
      own.forEach(subscriber -> subscriber.onEvent(event));
    }
    ofAll.forEach(subscriber -> subscriber.onEvent(event));
  }

  /** Follows one agent until the answer is closed. */
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

  /** Follows all agents until the answer is closed. */
  public Subscription subscribeAll(EventSubscriber subscriber) {
    ofAll.add(subscriber);
    return () -> ofAll.remove(subscriber);
  }

  /** How many agents somebody follows by name. */
  public int agentsFollowed() {
    return ofOne.size();
  }

  /** A place in the hub; closing it twice does no harm. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
