package ai.joinly.manager.agent;

import ai.joinly.manager.agent.session.Impairment;
import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.KeptConfig;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.logging.StateLog.Subject;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Recorder of an agent's visible state: its snapshot, log and events, which are passed to the store
 * and from there to subscribers. Only the worker's thread writes, except for the muted flag; any
 * thread may read.
 */
public final class AgentRecorder {
  private static final System.Logger LOGGER = System.getLogger(AgentRecorder.class.getName());
  private static final int MAX_LINE = 4_000;

  /** Key of a tool server in the process log. */
  private record ToolServer(AgentId agent, String name) {}

  private final Clock clock;
  private final Store store;
  private final StateLog states;
  private final AgentLog log;
  private volatile Agent agent;
  private final Map<Impairment, String> impairments = new EnumMap<>(Impairment.class);

  /** Reasons why tool servers are unavailable, by server name; there are few. */
  private final Map<String, String> toolTroubles = new TreeMap<>();

  private boolean wantsMeeting;
  private volatile boolean muted;
  private volatile long lastSeq;

  /** Creates the recorder of a new agent, which is already stored. */
  public AgentRecorder(Agent created, AgentServices services) {
    this(created, false, 0, List.of(), services);
  }

  /**
   * Creates the recorder of a stored agent.
   *
   * @param lastSeq number of its newest event
   * @param log newest lines of its log
   */
  public AgentRecorder(
      Agent agent, boolean wantsMeeting, long lastSeq, List<LogEntry> log, AgentServices services) {
    this.agent = agent;
    this.wantsMeeting = wantsMeeting;
    this.lastSeq = lastSeq;
    this.store = services.store();
    this.clock = services.clock();
    this.states = services.states();
    this.log = new AgentLog(() -> storedLog(agent.id()));
    log.forEach(this.log::add);
    // An impairment of the store is over, since the agent was read from it.
    Impairment was =
        agent.meetingStatus() == MeetingStatus.REJOINING
            ? Impairment.MEETING
            : Impairment.ofThinking(agent.config());
    agent.lastError().ifPresent(sentence -> impairments.put(was, sentence));
  }

  public Agent agent() {
    Agent now = agent;
    return now.muted() == muted ? now : now.withMuted(muted);
  }

  /** Keeps the log and the configuration in memory, since the agent is about to run. */
  void hold(AgentConfig config) {
    log.hold();
    agent = agent.keeping(KeptConfig.of(config));
  }

  /**
   * Replaces the configuration.
   *
   * @param active whether the agent runs, so that all of it is kept at hand
   * @return done once it is stored
   */
  CompletableFuture<Void> reconfigure(AgentConfig config, boolean active) {
    AgentId id = agent.id();
    CompletableFuture<Void> stored = store.confirm(new Change.AgentReconfigured(id, config));
    agent =
        agent.keeping(
            active ? KeptConfig.of(config) : KeptConfig.stored(config, () -> store.config(id)));
    return stored;
  }

  private List<LogEntry> storedLog(AgentId id) {
    try {
      return store.log(id, AgentLog.MAX_LINES);
    } catch (StoreException e) {
      return List.of();
    }
  }

  /** Releases the log and a large configuration to the store, since the agent is inactive. */
  void release() {
    log.release();
    Agent now = agent;
    agent = now.keeping(KeptConfig.stored(now.config(), () -> store.config(now.id())));
  }

  /** Sets whether the agent is muted; for any thread. */
  public void muted(boolean now) {
    muted = now;
  }

  /** Returns the number of the newest event, which may not be on disk. */
  public long lastSeq() {
    return lastSeq;
  }

  List<LogEntry> newestLog(int lines) {
    return log.newest(lines);
  }

  /** Returns whether the agent should be in its meeting; for the worker's thread. */
  public boolean wantsMeeting() {
    return wantsMeeting;
  }

  /** Sets whether the agent should be in its meeting, also after a restart. */
  public void wantsMeeting(boolean wants) {
    if (wantsMeeting != wants) {
      wantsMeeting = wants;
      store.write(changed());
    }
  }

  /**
   * Changes the status to {@code next}.
   *
   * @throws IllegalStateException if the transition is illegal; the status is unchanged then
   */
  void status(AgentStatus next, Optional<String> cause) {
    Optional<String> errorMessage = cause.map(sentence -> Cut.to(Cut.SENTENCE, sentence));
    Agent was = agent;
    if (!was.status().canBecome(next)) {
      throw new IllegalStateException(was.status() + " cannot become " + next);
    }
    agent = was.withStatus(next, errorMessage, now());
    if (next == AgentStatus.STOPPED || next == AgentStatus.ERROR) {
      release();
    }
    if (next == AgentStatus.STARTING) {
      impairments.keySet().retainAll(EnumSet.of(Impairment.STORE));
      agent = agent.withLastError(mostSevere());
    }
    LOGGER.log(System.Logger.Level.INFO, "{0} is {1}", was.id(), next);
    errorMessage.ifPresentOrElse(
        sentence -> states.failing(Subject.AGENT, was.id(), was.id() + " has ended: " + sentence),
        () -> {
          if (next == AgentStatus.RUNNING) {
            states.works(Subject.AGENT, was.id(), was.id() + " runs again");
          }
        });
    store.write(
        changed(), event(new EventData.StatusChanged(next, errorMessage, was.kept().metadata())));
  }

  /** Reports that the agent has no session, or that its server does not respond. */
  public void sessionFails(String sentence) {
    log(LogLevel.WARN, sentence);
    states.failing(
        Subject.SESSION, agent.id(), "The session of %s fails: %s".formatted(agent.id(), sentence));
  }

  /**
   * Reports that the session of the agent works, and that the agent is in its meeting if it should
   * be.
   */
  public void sessionWorks() {
    states.works(
        Subject.SESSION, agent.id(), "The session of %s works again".formatted(agent.id()));
  }

  /**
   * Reports that a tool server is unavailable, or available again; the reason is added to the
   * agent's log.
   */
  public void toolServer(String server, Optional<String> trouble) {
    ToolServer of = new ToolServer(agent.id(), server);
    trouble.ifPresentOrElse(
        sentence -> {
          log(LogLevel.WARN, sentence);
          toolTroubles.put(server, sentence);
          states.failing(
              Subject.TOOLS,
              of,
              "A tool server of %s cannot be used, so its tools are missing; see last_error of the agent"
                  .formatted(agent.id()));
        },
        () -> {
          toolTroubles.remove(server);
          states.works(
              Subject.TOOLS, of, "A tool server of %s answers again".formatted(agent.id()));
        });
    shows(Impairment.TOOLS, toolTroubles.values().stream().findFirst());
  }

  /** Clears the state of the agent's tool servers. */
  public void toolServersOver() {
    toolTroubles
        .keySet()
        .forEach(server -> states.forget(Subject.TOOLS, new ToolServer(agent.id(), server)));
    toolTroubles.clear();
    shows(Impairment.TOOLS, Optional.empty());
  }

  /** Clears the state of the agent's session. */
  public void sessionOver() {
    states.forget(Subject.SESSION, agent.id());
  }

  /** Sets the meeting status after the end of a stay. */
  void meetingOver() {
    muted = false;
    meeting(agent.meetingStatus().hasBeenIn() ? MeetingStatus.LEFT : MeetingStatus.NOT_JOINED);
  }

  public void meeting(MeetingStatus next) {
    if (agent.meetingStatus() == next) {
      return;
    }
    agent = agent.withMeetingStatus(next);
    store.write(changed(), event(new EventData.MeetingChanged(next)));
  }

  /** Sets or clears an impairment; a new one is also logged. */
  public void hindered(Impairment by, Optional<String> sentence) {
    if (setImpairment(by, sentence)) {
      sentence.ifPresent(text -> log(LogLevel.ERROR, text));
    }
  }

  /** Sets or clears an impairment without logging it. */
  public void shows(Impairment by, Optional<String> sentence) {
    setImpairment(by, sentence);
  }

  /** Returns whether the impairment has changed. */
  private boolean setImpairment(Impairment by, Optional<String> message) {
    Optional<String> sentence = message.map(text -> Cut.to(Cut.SENTENCE, text));
    Optional<String> before = Optional.ofNullable(impairments.get(by));
    if (before.equals(sentence)) {
      return false;
    }
    sentence.ifPresentOrElse(text -> impairments.put(by, text), () -> impairments.remove(by));
    if (!agent.lastError().equals(mostSevere())) {
      agent = agent.withLastError(mostSevere());
      store.write(changed());
    }
    return true;
  }

  private Optional<String> mostSevere() {
    return impairments.values().stream().findFirst();
  }

  public void info(String message) {
    log(LogLevel.INFO, message);
  }

  public void log(LogLevel level, String message) {
    LogEntry entry = new LogEntry(now(), level, Cut.to(MAX_LINE, message));
    log.add(entry);
    store.write(event(new EventData.LogWritten(entry)));
  }

  /**
   * Records segments.
   *
   * @param joinedAt the instant to which the times of the segments are relative
   */
  void segments(List<Segment> segments, Instant joinedAt) {
    List<Change> changes = new ArrayList<>(segments.size());
    for (Segment segment : segments) {
      changes.add(event(new EventData.SegmentHeard(segment, spokenAt(segment, joinedAt))));
    }
    store.write(changes);
  }

  /** Returns when a segment started, in a meeting that was joined at {@code joinedAt}. */
  public static Instant spokenAt(Segment segment, Instant joinedAt) {
    return joinedAt.plus(Duration.ofMillis(Math.round(segment.start() * 1_000)));
  }

  void utterance(List<Segment> segments) {
    store.write(event(new EventData.UtteranceHeard(segments)));
  }

  public void chat(ChatLine line) {
    store.write(event(new EventData.ChatWritten(line)));
  }

  void turn(TurnReport report) {
    store.write(
        new Change.TurnEnded(
            agent.id(),
            report.number(),
            report.startedAt(),
            report.times().total(),
            WireName.of(report.outcome()),
            WireName.of(report.provider()),
            report.model(),
            report.tokens().input(),
            report.tokens().output(),
            report.tokens().cachedInput()),
        event(new EventData.TurnEnded(report)));
  }

  /**
   * Stores the analysis with the event of its change.
   *
   * @param json the stored form
   * @return completes once both are stored
   */
  public CompletableFuture<Void> analysis(String json, EventData.AnalysisChanged changed) {
    return store.confirm(new Change.AnalysisSaved(agent.id(), json), event(changed));
  }

  /** Stores another change of the agent, in order with its events. */
  void note(Change change) {
    store.write(change);
  }

  /**
   * Removes the agent from the store.
   *
   * @return completes once it is removed
   */
  CompletableFuture<Void> deleted() {
    LOGGER.log(System.Logger.Level.INFO, "{0} is deleted", agent.id());
    states.forget(Subject.AGENT, agent.id());
    EventData last = new EventData.AgentDeleted(agent.kept().metadata());
    return store.confirm(new Change.AgentDeleted(next(last)));
  }

  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private Change changed() {
    return new Change.AgentChanged(agent, wantsMeeting);
  }

  private Change event(EventData data) {
    return new Change.EventHappened(next(data));
  }

  private Event next(EventData data) {
    long seq = lastSeq + 1;
    lastSeq = seq;
    return new Event(agent.id(), seq, now(), data);
  }
}
