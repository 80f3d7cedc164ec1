package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.model.KnownSession;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.StoredAgent;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import java.util.stream.Collectors;

/** The fleet: finds an agent's worker and hands commands to it. Thread-safe. */
public final class AgentRegistry implements Agents {
  private static final Duration QUICK = Duration.ofSeconds(5);
  private static final int RESTORED_MESSAGES = 60;
  private static final int PAGE = 500;
  private static final Set<EventType> UTTERANCES = EnumSet.of(EventType.UTTERANCE);

  /** Stands for the configuration of an agent that is gone. */
  private static final AgentConfig ORPHAN = AgentConfig.of("deleted", "http://localhost");

  private static final Duration GRACE = Duration.ofSeconds(3);

  private final AgentServices services;
  private final Capacity capacity;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Map<AgentId, Entry> byId = new ConcurrentHashMap<>();
  // Oldest first, which is the order of the API.
  private final ConcurrentSkipListMap<Long, Entry> byAge = new ConcurrentSkipListMap<>();
  private final AtomicLong ages = new AtomicLong();
  // Agents that are being written down.
  private final Set<AgentId> reserved = ConcurrentHashMap.newKeySet();
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
    this.capacity = new Capacity(services.settings().maxActive(), services.resume().maxRejoins());
  }

  @Override
  public AgentView create(AgentConfig config) throws AgentRefusedException {
    // Throws when the tools or the model cannot be had: nothing was created then. Without
    // auto_join only hosts that are not allowed and a provider that no key can help are refused
    // here; the rest is asked when the agent starts.
    services.tools().requireAllowed(config);
    services.llms().requireSupported(config.llmProvider());
    Optional<LlmClient> startWith =
        config.autoJoin() ? Optional.of(services.llms().clientFor(config)) : Optional.empty();
    if (startWith.isPresent() && !capacity.tryTake()) {
      throw capacity.reached();
    }
    try {
      Entry entry = admit(config);
      entry.worker().launch(startWith);
      return entry.view(100);
    } catch (AgentRefusedException e) {
      if (startWith.isPresent()) {
        capacity.giveBack();
      }
      throw e;
    }
  }

  /** Nobody hears of an agent before it is kept. */
  private Entry admit(AgentConfig config) throws AgentRefusedException {
    Optional<String> trouble = services.store().trouble();
    if (trouble.isPresent()) {
      throw new AgentRefusedException(Reason.STORE_FAILED, trouble.get());
    }
    long age;
    Agent created;
    door.lock();
    try {
      refuseWhenClosed();
      age = ages.incrementAndGet();
      created =
          Agent.created(
              freeId(), config, services.clock().instant().truncatedTo(ChronoUnit.MICROS));
      reserved.add(created.id());
    } finally {
      door.unlock();
    }
    try {
      keep(created, age);
      Entry entry =
          entry(created.id(), age, gone -> new AgentWorker(created, services, capacity, gone));
      return entry;
    } finally {
      reserved.remove(created.id());
    }
  }

  private void keep(Agent created, long age) throws AgentRefusedException {
    try {
      services
          .store()
          .confirm(new Change.AgentCreated(created, age))
          .get(QUICK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      // It may be written later all the same, and must not come to life then.
      services
          .store()
          .write(
              new Change.AgentDeleted(
                  new Event(created.id(), 1, created.createdAt(), new EventData.AgentDeleted())));
      throw new AgentRefusedException(
          Reason.STORE_FAILED,
          services.store().trouble().orElse("The store did not write the agent down in time"));
    }
  }

  private Entry entry(AgentId id, long age, Function<Runnable, AgentWorker> worker) {
    Entry entry = new Entry(worker.apply(() -> remove(id, age)), age);
    byId.put(id, entry);
    byAge.put(age, entry);
    return entry;
  }

  /** Guarded by the door. */
  private AgentId freeId() throws AgentRefusedException {
    int most = services.settings().maxKept();
    if (byId.size() + reserved.size() >= most) {
      throw new AgentRefusedException(
          Reason.CAPACITY_REACHED, "There are " + most + " agents; delete some first");
    }
    AgentId id = AgentId.of(random.nextInt());
    while (byId.containsKey(id) || reserved.contains(id)) {
      id = AgentId.of(random.nextInt());
    }
    return id;
  }

  /**
   * Brings back what the store knows: agents that were active go on, the others are listed as they
   * were, and sessions that no agent should have any more are ended. To be called once, first.
   */
  public void restore() {
    Map<AgentId, List<KnownSession>> sessions =
        services.store().sessions().stream().collect(Collectors.groupingBy(KnownSession::agentId));
    for (StoredAgent stored : services.store().agents()) {
      AgentId id = stored.agent().id();
      ages.accumulateAndGet(stored.age(), Math::max);
      List<String> messages = services.store().messages(id, RESTORED_MESSAGES);
      Restored restored =
          new Restored(
              stored,
              services.store().log(id, AgentLog.MOST_LINES),
              Optional.ofNullable(sessions.remove(id)).orElse(List.of()),
              messages,
              services.store().openActions(id),
              stored.agent().status().isActive()
                  ? unanswered(id, Memory.throughOf(messages))
                  : List.of());
      entry(id, stored.age(), gone -> new AgentWorker(restored, services, capacity, gone))
          .worker()
          .resume(restored);
    }
    sessions.values().forEach(this::endOrphans);
  }

  /** The newest utterances after an event, as many as may wait for a turn. */
  private List<Event> unanswered(AgentId id, long after) {
    ArrayDeque<Event> newest = new ArrayDeque<>();
    long from = after;
    List<StoredEvent> page = services.store().events(id, UTTERANCES, from, PAGE);
    while (!page.isEmpty()) {
      for (StoredEvent event : page) {
        if (newest.size() == TurnTaking.MOST_PENDING) {
          newest.removeFirst();
        }
        newest.add(EventReader.read(event.json()));
      }
      from = page.getLast().seq();
      page = services.store().events(id, UTTERANCES, from, PAGE);
    }
    return List.copyOf(newest);
  }

  /** Of agents that are deleted. */
  private void endOrphans(List<KnownSession> orphans) {
    for (KnownSession orphan : orphans) {
      StoredSessions ledger =
          new StoredSessions(
              orphan.server(),
              new Journal(
                  Agent.created(orphan.agentId(), ORPHAN, orphan.openedAt()),
                  services.store(),
                  services.clock()),
              services.store());
      ledger.remember(orphan);
      Thread.ofVirtual()
          .name("orphan-" + orphan.agentId())
          .start(() -> services.meetings().leftOver(orphan, ledger).end(QUICK));
    }
  }

  /** Tells all agents that the store fails, or works again. */
  public void onStoreTrouble(Optional<String> sentence) {
    byAge
        .values()
        .forEach(entry -> entry.worker().mailbox().put(new Message.StoreTrouble(sentence)));
  }

  /**
   * Lets no agent in any more and leaves those there are in their meetings, for the next process.
   */
  public void letGo(Duration limit) throws InterruptedException {
    askAll(Message.LetGo::new, limit);
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
    Optional<AgentView> view = Optional.ofNullable(byId.get(id)).map(e -> e.view(logLines));
    return logLines <= AgentLog.MOST_LINES
        ? view
        : view.map(v -> new AgentView(v.agent(), services.store().log(id, logLines)));
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
    return askAll(Message.Stop::new, limit);
  }

  private boolean askAll(Function<CompletableFuture<Void>, Message.Command> command, Duration limit)
      throws InterruptedException {
    door.lock();
    try {
      closed = true;
    } finally {
      door.unlock();
    }
    List<CompletableFuture<Void>> replies = new ArrayList<>();
    for (Entry entry : byAge.values()) {
      CompletableFuture<Void> reply = new CompletableFuture<>();
      if (entry.worker().mailbox().offer(command.apply(reply)) == Mailbox.Offer.TAKEN) {
        replies.add(reply);
      }
    }
    try {
      CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
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
