package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.domain.agent.AgentId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Which agents there are. Thread-safe. */
final class AgentDirectory {
  /** A new agent's id and its place in the order of all agents. */
  record Place(AgentId id, long age) {}

  private final int most;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Map<AgentId, AgentWorker> byId = new ConcurrentHashMap<>();
  // Oldest first, which is the order of the API.
  private final ConcurrentSkipListMap<Long, AgentWorker> byAge = new ConcurrentSkipListMap<>();
  private final AtomicLong ages = new AtomicLong();
  // Agents that are being written down.
  private final Set<AgentId> reserved = ConcurrentHashMap.newKeySet();
  // Guards the way in: the choice of an id, the limit of agents kept, and closing.
  private final ReentrantLock door = new ReentrantLock();
  // Written under the door's lock, read by anybody.
  private volatile boolean closed;

  /**
   * @param most agents that may be kept at once
   */
  AgentDirectory(int most) {
    this.most = most;
  }

  Optional<AgentWorker> find(AgentId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All of them, oldest first. */
  Collection<AgentWorker> all() {
    return byAge.values();
  }

  /** An id for a new agent, which is kept free until {@link #release}. */
  Place reserve() throws AgentRefusedException {
    door.lock();
    try {
      refuseWhenClosed();
      if (byId.size() + reserved.size() >= most) {
        throw new AgentRefusedException(
            Reason.CAPACITY_REACHED, "There are " + most + " agents; delete some first");
      }
      AgentId id = AgentId.of(random.nextInt());
      while (byId.containsKey(id) || reserved.contains(id)) {
        id = AgentId.of(random.nextInt());
      }
      reserved.add(id);
      return new Place(id, ages.incrementAndGet());
    } finally {
      door.unlock();
    }
  }

  void release(AgentId id) {
    reserved.remove(id);
  }

  /**
   * Lets an agent in.
   *
   * @param worker makes its worker of what is to be done when the agent is deleted
   */
  AgentWorker enter(Place place, Function<Runnable, AgentWorker> worker) {
    ages.accumulateAndGet(place.age(), Math::max);
    // Two stored agents may claim one place when the row of one was damaged.
    long age = byAge.containsKey(place.age()) ? ages.incrementAndGet() : place.age();
    AgentWorker made =
        worker.apply(
            () -> {
              byId.remove(place.id());
              byAge.remove(age);
            });
    byId.put(place.id(), made);
    byAge.put(age, made);
    return made;
  }

  /** Lets nobody in any more. */
  void close() {
    door.lock();
    try {
      closed = true;
    } finally {
      door.unlock();
    }
  }

  void refuseWhenClosed() throws AgentRefusedException {
    if (closed) {
      throw new AgentRefusedException(Reason.SHUTTING_DOWN, "The manager is shutting down");
    }
  }
}
