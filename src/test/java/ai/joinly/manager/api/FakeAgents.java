package ai.joinly.manager.api;

import ai.joinly.manager.agent.AgentCursor;
import ai.joinly.manager.agent.AgentQuery;
import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.AgentRefusedException.Reason;
import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.KeptConfig;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.analysis.Analysis;
import ai.joinly.manager.domain.meeting.HeardShare;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Speech;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.json.ConfigPatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A fleet without meetings: it keeps what it is told and refuses what a test wants refused. */
public final class FakeAgents implements Agents {
  public static final Instant CREATED_AT = Instant.parse("2026-03-01T10:00:00Z");

  /** What was asked of it, {@code start agent_00000001} and the like. */
  public final ConcurrentLinkedQueue<String> commands = new ConcurrentLinkedQueue<>();

  /** What it was asked to create. */
  public final ConcurrentLinkedQueue<AgentConfig> created = new ConcurrentLinkedQueue<>();

  /** Thrown by the next command, if set. */
  public volatile Optional<Exception> failure = Optional.empty();

  /** Run at the start of each stop. */
  public volatile Runnable beforeStop = () -> {};

  /** What came of the next speech. */
  public volatile Optional<Speech> spoken =
      Optional.of(new Speech("Finished speaking.", HeardShare.ALL));

  /** Whether the next chat message is written in time. */
  public volatile boolean written = true;

  public volatile AgentUsage used = AgentUsage.NONE;

  /** Guarded by this. */
  private final Map<AgentId, AgentView> views = new LinkedHashMap<>();

  /** Which agents requests with a key have created. Guarded by this. */
  private final Map<IdempotencyKey, AgentId> keys = new HashMap<>();

  /** What is told of the analyses that agents keep. */
  public final Map<AgentId, Analysis> analyses = new ConcurrentHashMap<>();

  public synchronized AgentId add(Agent agent, List<LogEntry> logs) {
    views.put(agent.id(), new AgentView(agent, logs));
    return agent.id();
  }

  public AgentId add(int number, AgentConfig config, AgentStatus status) {
    return add(agent(number, config, status), List.of());
  }

  public static Agent agent(int number, AgentConfig config, AgentStatus status) {
    return new Agent(
        AgentId.of(number),
        config,
        status,
        MeetingStatus.NOT_JOINED,
        CREATED_AT.plusSeconds(number),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public void refuseNext(Reason reason) {
    failure = Optional.of(new AgentRefusedException(reason, "Refused because of " + reason + "."));
  }

  @Override
  public synchronized AgentView create(AgentConfig config) throws AgentRefusedException {
    failIfAsked();
    created.add(config);
    AgentStatus status = config.autoJoin() ? AgentStatus.STARTING : AgentStatus.CREATED;
    AgentId id = add(agent(views.size() + 1, config, status), List.of());
    return views.get(id);
  }

  @Override
  public synchronized Creation create(AgentConfig config, IdempotencyKey key)
      throws AgentRefusedException {
    Optional<AgentId> before = Optional.ofNullable(keys.get(key));
    if (before.isPresent()) {
      return new Creation(views.get(before.get()), false);
    }
    AgentView made = create(config);
    keys.put(key, made.agent().id());
    return new Creation(made, true);
  }

  @Override
  public synchronized AgentView change(AgentId id, ConfigPatch patch) throws AgentRefusedException {
    command("change", id);
    AgentView view = views.get(id);
    AgentConfig config = patch.applyTo(view.agent().config());
    add(view.agent().keeping(KeptConfig.of(config)), view.logs());
    return views.get(id);
  }

  @Override
  public synchronized AgentPage list(AgentQuery query) {
    failUncheckedIfAsked();
    List<AgentView> page = new ArrayList<>();
    Optional<AgentCursor> last = query.after();
    long age = 0;
    for (AgentView view : views.values()) {
      AgentCursor here = new AgentCursor(++age, view.agent().id());
      boolean isAfter = last.isEmpty() || last.get().isBefore(here.age(), here.id());
      if (isAfter && query.filter().test(view.agent())) {
        if (page.size() == query.limit()) {
          return new AgentPage(page, last);
        }
        page.add(shortened(view, query.logLines()));
        last = Optional.of(here);
      }
    }
    return new AgentPage(page, Optional.empty());
  }

  @Override
  public synchronized List<AgentView> list(int logLines) {
    failUncheckedIfAsked();
    List<AgentView> list = new ArrayList<>();
    views.values().forEach(view -> list.add(shortened(view, logLines)));
    return list;
  }

  @Override
  public synchronized Optional<AgentView> find(AgentId id, int logLines) {
    failUncheckedIfAsked();
    return Optional.ofNullable(views.get(id)).map(view -> shortened(view, logLines));
  }

  @Override
  public synchronized Optional<Analysis> analysis(AgentId id) {
    return Optional.ofNullable(views.get(id))
        .map(AgentView::agent)
        .filter(agent -> agent.config().keepsAnalysis())
        .map(agent -> analyses.getOrDefault(id, Analysis.none(agent.createdAt())));
  }

  @Override
  public boolean start(AgentId id) throws AgentRefusedException {
    command("start", id);
    return !isActive(id);
  }

  @Override
  public boolean stop(AgentId id) throws AgentRefusedException {
    beforeStop.run();
    command("stop", id);
    return isActive(id);
  }

  private synchronized boolean isActive(AgentId id) {
    return views.get(id).agent().status().isActive();
  }

  @Override
  public void join(AgentId id) throws AgentRefusedException {
    command("join", id);
  }

  @Override
  public synchronized void delete(AgentId id) throws AgentRefusedException {
    command("delete", id);
    views.remove(id);
  }

  @Override
  public Optional<Speech> say(AgentId id, String text, Duration limit)
      throws AgentRefusedException {
    command("say \"" + text + "\"", id);
    return spoken;
  }

  @Override
  public boolean write(AgentId id, String text, Duration limit) throws AgentRefusedException {
    command("write \"" + text + "\"", id);
    return written;
  }

  @Override
  public void mute(AgentId id, boolean muted) throws AgentRefusedException {
    command(muted ? "mute" : "unmute", id);
  }

  @Override
  public void instruct(AgentId id, String text) throws AgentRefusedException {
    command("instruct \"" + text + "\"", id);
  }

  @Override
  public List<Participant> participants(AgentId id) throws AgentRefusedException {
    command("participants", id);
    return List.of(
        new Participant("Ada", Optional.empty(), List.of("Meeting host")),
        new Participant("Bob", Optional.of("bob@x.test"), List.of()));
  }

  @Override
  public AgentUsage usage(AgentId id) throws AgentRefusedException {
    command("usage", id);
    return used;
  }

  @Override
  public AgentUsage usage() {
    return used;
  }

  private synchronized void command(String name, AgentId id) throws AgentRefusedException {
    failIfAsked();
    if (!views.containsKey(id)) {
      throw new AgentRefusedException(Reason.UNKNOWN_AGENT, "There is no such agent.");
    }
    commands.add(name + " " + id.value());
  }

  private void failIfAsked() throws AgentRefusedException {
    Optional<Exception> asked = failure;
    if (asked.isPresent() && asked.get() instanceof AgentRefusedException refused) {
      failure = Optional.empty();
      throw refused;
    }
    failUncheckedIfAsked();
  }

  private void failUncheckedIfAsked() {
    Optional<Exception> asked = failure;
    if (asked.isPresent() && asked.get() instanceof RuntimeException unchecked) {
      failure = Optional.empty();
      throw unchecked;
    }
  }

  private static AgentView shortened(AgentView view, int lines) {
    List<LogEntry> logs = view.logs();
    return new AgentView(view.agent(), logs.subList(Math.max(0, logs.size() - lines), logs.size()));
  }
}
