package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.domain.agent.AgentId;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Directory of all agents. Thread-safe. */
final class AgentDirectory {
  /** Id of a new agent and its position in the order of all agents. */
  record Place(AgentId id, long age) {}

  private final int most;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Map<AgentId, AgentWorker> byId = new ConcurrentHashMap<>();
  // Oldest first, which is the order of the API.
  private final ConcurrentSkipListMap<Long, AgentWorker> byAge = new ConcurrentSkipListMap<>();
  private final AtomicLong ages = new AtomicLong();
  // Ids of agents that are being stored.
  private final Set<AgentId> reserved = ConcurrentHashMap.newKeySet();
  // Guards admission: the choice of an id, the limit of stored agents, and closing.
  private final ReentrantLock admission = new ReentrantLock();
  // Written under the lock, read by any thread.
  private volatile boolean closed;

  /**
   * @param most maximum number of stored agents
   */
  AgentDirectory(int most) {
    this.most = most;
  }

  Optional<AgentWorker> find(AgentId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Returns all agents, oldest first. */
  Collection<AgentWorker> all() {
    return byAge.values();
  }

  /** Returns all agents from an age on, oldest first, by their ages. */
  NavigableMap<Long, AgentWorker> from(long age) {
    return byAge.tailMap(age, true);
  }

  /** Reserves an id for a new agent until {@link #release}. */
  Place reserve() throws AgentRefusedException {
    admission.lock();
    try {
      refuseWhenClosed();
      if (byId.size() + reserved.size() >= most) {
        throw new AgentRefusedException(
            Reason.CAPACITY_REACHED,
            "The limit of " + most + " agents (MAX_KEPT_AGENTS) is reached; delete some first");
      }
      AgentId id = AgentId.of(random.nextInt());
      while (byId.containsKey(id) || reserved.contains(id)) {
        id = AgentId.of(random.nextInt());
      }
      reserved.add(id);
      return new Place(id, ages.incrementAndGet());
    } finally {
      admission.unlock();
    }
  }

  void release(AgentId id) {
    reserved.remove(id);
  }

  /**
   * Adds an agent.
   *
   * @param worker creates the worker from the action to run when the agent is deleted
   */
  AgentWorker enter(Place place, Function<Runnable, AgentWorker> worker) {
    ages.accumulateAndGet(place.age(), Math::max);
    // Two stored agents may have the same position if the row of one was damaged.
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

  /** Rejects further agents. */
  void close() {
    admission.lock();
    try {
      closed = true;
    } finally {
      admission.unlock();
    }
  }

  void refuseWhenClosed() throws AgentRefusedException {
    if (closed) {
      throw new AgentRefusedException(Reason.SHUTTING_DOWN, "The manager is shutting down");
    }
  }
}
