package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.store.Change;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The fleet: finds an agent's worker and hands commands to it. Thread-safe. */
public final class AgentRegistry implements Agents {
  private static final Duration QUICK = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final AgentServices services;
  private final Capacity capacity;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Map<AgentId, Entry> byId = new ConcurrentHashMap<>();
  // Oldest first, which is the order of the API.
  private final ConcurrentSkipListMap<Long, Entry> byAge = new ConcurrentSkipListMap<>();
  private final AtomicLong ages = new AtomicLong();
  // Guards the way in: the choice of an id, the limit of agents kept, and closing.
  private final ReentrantLock door = new ReentrantLock();
  // Written under the door's lock, read by anybody.
  private volatile boolean closed;

  private record Entry(AgentWorker worker, long age) {
    AgentView view(int logLines) {
      return new AgentView(worker.journal().agent(), worker.journal().newestLog(logLines));
    }
  }

  public AgentRegistry(AgentServices services) {
    this.services = services;
    this.capacity = new Capacity(services.settings().maxActive());
  }

  @Override
  public AgentView create(AgentConfig config) throws AgentRefusedException {
    // Throws when the model cannot be had: nothing was created then. Without auto_join only a
    // provider that no key can help is refused here; the rest is asked when the agent starts.
    services.llms().requireSupported(config.llmProvider());
    Optional<LlmClient> startWith =
        config.autoJoin() ? Optional.of(services.llms().clientFor(config)) : Optional.empty();
    if (startWith.isPresent() && !capacity.tryTake()) {
      throw capacity.reached();
    }
    Entry entry;
    door.lock();
    try {
      entry = admit(config);
    } catch (AgentRefusedException e) {
      if (startWith.isPresent()) {
        capacity.giveBack();
      }
      throw e;
    } finally {
      door.unlock();
    }
    entry.worker().launch(startWith);
    return entry.view(100);
  }

  private Entry admit(AgentConfig config) throws AgentRefusedException {
    refuseWhenClosed();
    int most = services.settings().maxKept();
    if (byId.size() >= most) {
      throw new AgentRefusedException(
          Reason.CAPACITY_REACHED, "There are " + most + " agents; delete some first");
    }
    AgentId id = AgentId.of(random.nextInt());
    while (byId.containsKey(id)) {
      id = AgentId.of(random.nextInt());
    }
    AgentId chosen = id;
    long age = ages.incrementAndGet();
    Agent created =
        Agent.created(chosen, config, services.clock().instant().truncatedTo(ChronoUnit.MICROS));
    services.store().write(new Change.AgentCreated(created, age));
    AgentWorker worker = new AgentWorker(created, services, capacity, () -> remove(chosen, age));
    Entry entry = new Entry(worker, age);
    byId.put(chosen, entry);
    byAge.put(age, entry);
    return entry;
  }

  private void refuseWhenClosed() throws AgentRefusedException {
    if (closed) {
      throw new AgentRefusedException(Reason.SHUTTING_DOWN, "The manager is shutting down");
    }
  }

  private void remove(AgentId id, long age) {
    byId.remove(id);
    byAge.remove(age);
  }

  @Override
  public List<AgentView> list(int logLines) {
    return byAge.values().stream().map(entry -> entry.view(logLines)).toList();
  }

  @Override
  public Optional<AgentView> find(AgentId id, int logLines) {
    return Optional.ofNullable(byId.get(id)).map(entry -> entry.view(logLines));
  }

  @Override
  public void start(AgentId id) throws AgentRefusedException, InterruptedException {
    refuseWhenClosed();
    ask(id, Message.Start::new, QUICK);
  }

  @Override
  public void stop(AgentId id) throws AgentRefusedException, InterruptedException {
    ask(id, Message.Stop::new, services.settings().leaveTimeout().plus(GRACE));
  }

  @Override
  public void join(AgentId id) throws AgentRefusedException, InterruptedException {
    ask(id, Message.Join::new, QUICK);
  }

  @Override
  public void delete(AgentId id) throws AgentRefusedException, InterruptedException {
    ask(id, Message.Delete::new, services.settings().leaveTimeout().plus(GRACE));
  }

  /**
   * Lets no agent in any more and stops all there are, side by side.
   *
   * @return whether all had stopped within {@code limit}
   */
  public boolean close(Duration limit) throws InterruptedException {
    door.lock();
    try {
      closed = true;
    } finally {
      door.unlock();
    }
    List<CompletableFuture<Void>> stops = new ArrayList<>();
    for (Entry entry : byAge.values()) {
      CompletableFuture<Void> reply = new CompletableFuture<>();
      if (entry.worker().mailbox().offer(new Message.Stop(reply)) == Mailbox.Offer.TAKEN) {
        stops.add(reply);
      }
    }
    try {
      CompletableFuture.allOf(stops.toArray(CompletableFuture[]::new))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      // An agent that was deleted meanwhile has stopped too.
      return true;
    }
  }

  private void ask(
      AgentId id, Function<CompletableFuture<Void>, Message.Command> command, Duration limit)
      throws AgentRefusedException, InterruptedException {
    Entry entry = byId.get(id);
    if (entry == null) {
      throw unknown(id);
    }
    CompletableFuture<Void> reply = new CompletableFuture<>();
    switch (entry.worker().mailbox().offer(command.apply(reply))) {
      case CLOSED -> throw unknown(id);
      case FULL -> throw busy(id);
      case TAKEN -> await(id, reply, limit);
    }
  }

  private static void await(AgentId id, CompletableFuture<Void> reply, Duration limit)
      throws AgentRefusedException, InterruptedException {
    try {
      reply.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw busy(id);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AgentRefusedException refused) {
        throw refused;
      }
      if (e.getCause() instanceof InvalidFieldsException invalid) {
        throw invalid;
      }
      throw new IllegalStateException("an agent failed", e);
    }
  }

  private static AgentRefusedException unknown(AgentId id) {
    return new AgentRefusedException(Reason.UNKNOWN_AGENT, "There is no agent " + id);
  }

  private static AgentRefusedException busy(AgentId id) {
    return new AgentRefusedException(
        Reason.BUSY, "The agent " + id + " is busy; try again in a moment");
  }

  /** Agents that are starting or running. */
  public long active() {
    return byAge.values().stream()
        .map(entry -> entry.worker().journal().agent())
        .map(Agent::status)
        .filter(AgentStatus::isActive)
        .count();
  }
}
