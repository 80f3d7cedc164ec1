package ai.joinly.manager.agent;

import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.admission.IdempotentRequests;
import ai.joinly.manager.agent.admission.UniqueAgents;
import ai.joinly.manager.agent.participation.OperatorCommands;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.json.ConfigPatch;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.joinly.MeetingAnswers;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.DamagedRow;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Registry of all agents: creates them and passes commands to their workers. Thread-safe. */
public final class AgentRegistry implements Agents {
  private static final Duration QUICK = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** How long a request waits for another one with the same key; longer than one lasts. */
  private static final Duration SAME_KEY = QUICK.plus(GRACE);

  private final AgentServices services;
  private final Capacity capacity;
  private final AgentDirectory directory;
  private final WorkerCalls workers;
  private final UniqueAgents unique;
  private final IdempotentRequests requests;

  public AgentRegistry(AgentServices services) {
    this.services = services;
    this.capacity =
        new Capacity(
            services.settings().agents().maxActive(), services.settings().resume().maxRejoins());
    this.directory = new AgentDirectory(services.settings().agents().maxKept());
    this.workers = new WorkerCalls(directory);
    this.unique =
        new UniqueAgents(
            () -> directory.all().stream().map(worker -> worker.journal().agent()), SAME_KEY);
    this.requests =
        new IdempotentRequests(
            services.store(), services.clock(), id -> find(id, AgentLog.MAX_LINES), SAME_KEY);
  }

  @Override
  public AgentView create(AgentConfig config) throws AgentRefusedException {
    return create(config, Optional.empty());
  }

  @Override
  public Creation create(AgentConfig config, IdempotencyKey key) throws AgentRefusedException {
    return requests.once(key, () -> create(config, Optional.of(key)));
  }

  private AgentView create(AgentConfig config, Optional<IdempotencyKey> key)
      throws AgentRefusedException {
    return unique.admit(
        config.deduplicationKey(), Optional.empty(), () -> createUnique(config, key));
  }

  private AgentView createUnique(AgentConfig config, Optional<IdempotencyKey> key)
      throws AgentRefusedException {
    // Throws before anything is created if the tools or the model are unavailable. Without
    // auto_join the model client is created when the agent starts.
    services.tools().requireAllowed(config);
    Optional<LlmClient> llm =
        config.autoJoin() ? Optional.of(services.llms().clientFor(config)) : Optional.empty();
    config
        .joinTime()
        .ifPresent(time -> JoinSchedule.requireAhead(time, services.clock().instant()));
    Optional<LlmClient> startWith = llm.filter(any -> config.joinTime().isEmpty());
    if (startWith.isPresent() && !capacity.tryTake()) {
      throw capacity.reached();
    }
    try {
      AgentWorker worker = admit(config, key, startWith);
      worker.start();
      return view(worker, AgentLog.MAX_LINES);
    } catch (AgentRefusedException e) {
      if (startWith.isPresent()) {
        capacity.giveBack();
      }
      throw e;
    }
  }

  /**
   * Adds an agent to the directory after it is stored, so that no client sees an agent that is not
   * stored.
   */
  private AgentWorker admit(
      AgentConfig config, Optional<IdempotencyKey> key, Optional<LlmClient> startWith)
      throws AgentRefusedException {
    services.requireStore();
    AgentDirectory.Place place = directory.reserve();
    try {
      Agent created =
          Agent.created(
              place.id(), config, services.clock().instant().truncatedTo(ChronoUnit.MICROS));
      keep(created, place.age(), key);
      return directory.enter(
          place, gone -> new AgentWorker(created, startWith, services, capacity, gone));
    } finally {
      directory.release(place.id());
    }
  }

  private void keep(Agent created, long age, Optional<IdempotencyKey> key)
      throws AgentRefusedException {
    List<Change> changes = new ArrayList<>(List.of(new Change.AgentCreated(created, age)));
    key.ifPresent(used -> changes.add(new Change.KeyUsed(created.id(), used, created.createdAt())));
    try {
      services.store().confirm(changes).get(QUICK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      // The write may still succeed later, and the agent must not be restored then.
      List<Change> undone = new ArrayList<>();
      undone.add(
          new Change.AgentDeleted(
              new Event(created.id(), 1, created.createdAt(), new EventData.AgentDeleted())));
      key.ifPresent(used -> undone.add(new Change.KeyReleased(created.id(), used)));
      services.store().write(undone);
      throw new AgentRefusedException(
          Reason.STORE_FAILED,
          services.store().trouble().orElse("The store did not save the agent in time; try again"));
    }
  }

  /**
   * Restores the agents of the store: active agents continue, the others are listed as they were,
   * and sessions without an agent are ended. Called once, before any other method.
   */
  public void restore() {
    new FleetRestorer(services, capacity, directory).restore();
  }

  /** Reports to all agents that the store fails; empty once it works again. */
  public void onStoreTrouble(Optional<String> sentence) {
    directory.all().forEach(worker -> worker.onStoreTrouble(sentence));
  }

  /** Logs to an agent that one of its rows in the store cannot be read. */
  public void onDamaged(DamagedRow row) {
    row.agentId()
        .flatMap(directory::find)
        .ifPresent(worker -> worker.log(LogLevel.WARN, row.userMessage() + "."));
  }

  /**
   * Rejects further agents and leaves the existing ones in their meetings, for the next process.
   */
  public void detach(Duration limit) throws InterruptedException {
    directory.close();
    workers.askAll(Lifecycle::detach, limit);
  }

  private static AgentView view(AgentWorker worker, int logLines) {
    return new AgentView(worker.journal().agent(), worker.journal().newestLog(logLines));
  }

  @Override
  public List<AgentView> list(int logLines) {
    return directory.all().stream().map(worker -> view(worker, logLines)).toList();
  }

  @Override
  public AgentView change(AgentId id, ConfigPatch patch)
      throws AgentRefusedException, InterruptedException {
    directory.refuseWhenClosed();
    workers.command(id, (life, reply) -> life.change(patch, reply), QUICK);
    return find(id, AgentLog.MAX_LINES).orElseThrow(() -> WorkerCalls.unknown());
  }

  @Override
  public AgentPage list(AgentQuery query) {
    Predicate<Agent> filter = query.filter();
    List<AgentView> page = new ArrayList<>();
    Optional<AgentCursor> last = query.after();
    for (var entry : directory.from(last.map(AgentCursor::age).orElse(0L)).entrySet()) {
      AgentRecorder journal = entry.getValue().journal();
      Agent agent = journal.agent();
      long age = entry.getKey();
      if (last.filter(cursor -> !cursor.isBefore(age, agent.id())).isPresent()
          || !filter.test(agent)) {
        continue;
      }
      if (page.size() == query.limit()) {
        return new AgentPage(page, last);
      }
      page.add(new AgentView(agent, journal.newestLog(query.logLines())));
      last = Optional.of(new AgentCursor(age, agent.id()));
    }
    return new AgentPage(page, Optional.empty());
  }

  @Override
  public Optional<AgentView> find(AgentId id, int logLines) {
    Optional<AgentView> view = directory.find(id).map(worker -> view(worker, logLines));
    return logLines <= AgentLog.MAX_LINES
        ? view
        : view.map(v -> new AgentView(v.agent(), services.store().log(id, logLines)));
  }

  @Override
  public Optional<Analysis> analysis(AgentId id) {
    return directory.find(id).flatMap(AgentWorker::analysis);
  }

  @Override
  public boolean start(AgentId id) throws AgentRefusedException, InterruptedException {
    directory.refuseWhenClosed();
    Optional<String> key =
        directory.find(id).flatMap(worker -> worker.journal().agent().kept().deduplicationKey());
    return unique.<Boolean, InterruptedException>admit(
        key, Optional.of(id), () -> answer(id, Lifecycle::start, QUICK));
  }

  @Override
  public boolean stop(AgentId id) throws AgentRefusedException, InterruptedException {
    return answer(id, Lifecycle::stop, leaveLimit());
  }

  private boolean answer(AgentId id, AgentWorker.Command<Boolean> command, Duration limit)
      throws AgentRefusedException, InterruptedException {
    return workers.ask(id, command, limit).orElseThrow(() -> WorkerCalls.busy(id));
  }

  @Override
  public void join(AgentId id) throws AgentRefusedException, InterruptedException {
    workers.command(id, Lifecycle::join, QUICK);
  }

  @Override
  public void delete(AgentId id) throws AgentRefusedException, InterruptedException {
    if (workers.ask(id, Lifecycle::delete, leaveLimit()).isEmpty()) {
      throw new AgentRefusedException(
          Reason.BUSY,
          "The deletion of the agent %s is still running; it completes without another request%s"
              .formatted(
                  id,
                  services
                      .store()
                      .trouble()
                      .map(why -> ", once the store works again: " + why)
                      .orElse(".")));
    }
  }

  private Duration leaveLimit() {
    return services.settings().agents().leaveTimeout().plus(GRACE);
  }

  @Override
  public Optional<Speech> say(AgentId id, String text, Duration limit)
      throws AgentRefusedException, InterruptedException {
    CompletableFuture<HeardShare> heard = new CompletableFuture<>();
    Optional<ToolOutcome> outcome =
        operate(
            id, (operators, session, reply) -> operators.say(session, text, heard, reply), limit);
    if (outcome.isPresent()
        && heard.isCompletedExceptionally()
        && heard.exceptionNow() instanceof AgentRefusedException refused) {
      throw refused;
    }
    return outcome.isPresent()
        ? Optional.of(new Speech(done(outcome.get()).text(), heard.getNow(HeardShare.NONE)))
        : Optional.empty();
  }

  @Override
  public boolean write(AgentId id, String text, Duration limit)
      throws AgentRefusedException, InterruptedException {
    Optional<ToolOutcome> outcome =
        operate(id, (operators, session, reply) -> operators.write(session, text, reply), limit);
    if (outcome.isPresent()) {
      done(outcome.get());
    }
    return outcome.isPresent();
  }

  @Override
  public void mute(AgentId id, boolean muted) throws AgentRefusedException, InterruptedException {
    operate(id, (operators, session, reply) -> operators.mute(session, muted, reply));
  }

  @Override
  public void instruct(AgentId id, String text) throws AgentRefusedException, InterruptedException {
    operate(id, (operators, session, reply) -> operators.instruct(text, reply));
  }

  @Override
  public List<Participant> participants(AgentId id)
      throws AgentRefusedException, InterruptedException {
    return MeetingAnswers.participants(operate(id, OperatorCommands::listParticipants));
  }

  @Override
  public AgentUsage usage(AgentId id) throws AgentRefusedException, InterruptedException {
    AgentWorker worker = directory.find(id).orElseThrow(() -> WorkerCalls.unknown());
    try {
      operate(id, OperatorCommands::countUsage, QUICK);
    } catch (AgentRefusedException e) {
      // Not in a meeting, or its server did not report: the usage known so far is returned.
    }
    return worker.used();
  }

  @Override
  public AgentUsage usage() {
    return AgentUsage.sum(directory.all().stream().map(AgentWorker::used).toList());
  }

  private Optional<ToolOutcome> operate(
      AgentId id, OperatorCommands.Command command, Duration limit)
      throws AgentRefusedException, InterruptedException {
    return workers.<ToolOutcome>ask(id, (life, reply) -> life.operate(command, reply), limit);
  }

  private ToolOutcome operate(AgentId id, OperatorCommands.Command command)
      throws AgentRefusedException, InterruptedException {
    Duration limit = services.settings().joinly().toolTimeout().plus(GRACE);
    return done(operate(id, command, limit).orElseThrow(() -> WorkerCalls.busy(id)));
  }

  private static ToolOutcome done(ToolOutcome outcome) throws AgentRefusedException {
    if (outcome.isError()) {
      throw new AgentRefusedException(
          Reason.MEETING_FAILED, "The meeting server failed to do this: " + outcome.text());
    }
    return outcome;
  }

  /**
   * Rejects further agents and stops all existing ones concurrently.
   *
   * @return whether all of them stopped within {@code limit}
   */
  public boolean close(Duration limit) throws InterruptedException {
    directory.close();
    directory.all().forEach(AgentWorker::closeAnalysis);
    return workers.askAll(Lifecycle::shutDown, limit);
  }

  /** Returns the number of agents that are starting or running. */
  public long active() {
    return directory.all().stream()
        .filter(worker -> worker.journal().agent().status().isActive())
        .count();
  }
}
