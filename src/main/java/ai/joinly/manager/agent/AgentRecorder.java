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
 * What an agent shows of itself: the snapshot that everybody reads, its log and its events, which
 * go to the store and from there to all who follow. Only the worker's thread writes, but for
 * whether the agent is muted; anybody may read.
 */
public final class AgentRecorder {
  private static final System.Logger LOGGER = System.getLogger(AgentRecorder.class.getName());
  private static final int LONGEST_LINE = 4_000;

  /** What the process log tells tool servers apart by. */
  private record ToolServer(AgentId agent, String name) {}

  private final Clock clock;
  private final Store store;
  private final StateLog states;
  private final AgentLog log;
  private volatile Agent agent;
  private final Map<Impairment, String> hindrances = new EnumMap<>(Impairment.class);

  /** Why tool servers cannot be used, by their names; there are few. */
  private final Map<String, String> toolTroubles = new TreeMap<>();

  private boolean wantsMeeting;
  private volatile boolean muted;
  private volatile long lastSeq;

  /** The journal of a new agent, which the store knows already. */
  public AgentRecorder(Agent created, AgentServices services) {
    this(created, false, 0, List.of(), services);
  }

  /**
   * The journal of an agent as it was left.
   *
   * @param lastSeq the number of its newest event
   * @param log the newest lines of its log
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
    // Whatever it was: the store works, or it could not be read.
    Impairment was =
        agent.meetingStatus() == MeetingStatus.REJOINING
            ? Impairment.MEETING
            : Impairment.ofThinking(agent.config());
    agent.lastError().ifPresent(sentence -> hindrances.put(was, sentence));
  }

  public Agent agent() {
    Agent now = agent;
    return now.muted() == muted ? now : now.withMuted(muted);
  }

  /** The agent is about to run: its configuration is kept at hand. */
  void hold(AgentConfig config) {
    log.hold();
    agent = agent.keeping(KeptConfig.of(config));
  }

  private List<LogEntry> storedLog(AgentId id) {
    try {
      return store.log(id, AgentLog.MOST_LINES);
    } catch (StoreException e) {
      return List.of();
    }
  }

  /** The agent does not run: its log and a large configuration are left in the store. */
  void release() {
    log.release();
    Agent now = agent;
    agent = now.keeping(KeptConfig.stored(now.config(), () -> store.config(now.id())));
  }

  /** Shows whether the agent is muted; for any thread. */
  public void muted(boolean now) {
    muted = now;
  }

  /** The number of the newest event, whether it is on the disk yet or not. */
  public long lastSeq() {
    return lastSeq;
  }

  List<LogEntry> newestLog(int lines) {
    return log.newest(lines);
  }

  /** Whether the agent is meant to be in its meeting; for the worker's thread. */
  public boolean wantsMeeting() {
    return wantsMeeting;
  }

  /** What the next process is to go by, if this one ends. */
  public void wantsMeeting(boolean wants) {
    if (wantsMeeting != wants) {
      wantsMeeting = wants;
      store.write(changed());
    }
  }

  /** Moves to {@code next}; an illegal move is a defect of the caller and is not applied. */
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
      hindrances.keySet().retainAll(EnumSet.of(Impairment.STORE));
      agent = agent.withLastError(gravest());
    }
    LOGGER.log(System.Logger.Level.INFO, "{0} is {1}", was.id(), next);
    errorMessage.ifPresentOrElse(
        sentence -> states.failing(Subject.AGENT, was.id(), was.id() + " has ended: " + sentence),
        () -> {
          if (next == AgentStatus.RUNNING) {
            states.works(Subject.AGENT, was.id(), was.id() + " runs again");
          }
        });
    store.write(changed(), event(new EventData.StatusChanged(next, errorMessage)));
  }

  /** The agent is without its session, or the server of that does not answer. */
  public void sessionFails(String sentence) {
    log(LogLevel.WARN, sentence);
    states.failing(
        Subject.SESSION, agent.id(), "The session of %s fails: %s".formatted(agent.id(), sentence));
  }

  /** The agent has its session, and is where it is meant to be with it. */
  public void sessionWorks() {
    states.works(
        Subject.SESSION, agent.id(), "The session of %s works again".formatted(agent.id()));
  }

  /**
   * Shows that a tool server cannot be used, or can be again; the reason is for the agent's log.
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
              "A tool server of %s cannot be used, so its tools are missing; last_error of the agent has the reason"
                  .formatted(agent.id()));
        },
        () -> {
          toolTroubles.remove(server);
          states.works(
              Subject.TOOLS, of, "A tool server of %s answers again".formatted(agent.id()));
        });
    shows(Impairment.TOOLS, toolTroubles.values().stream().findFirst());
  }

  /** The agent's tool servers are not needed any more. */
  public void toolServersOver() {
    toolTroubles
        .keySet()
        .forEach(server -> states.forget(Subject.TOOLS, new ToolServer(agent.id(), server)));
    toolTroubles.clear();
    shows(Impairment.TOOLS, Optional.empty());
  }

  /** The agent needs no session any more. */
  public void sessionOver() {
    states.forget(Subject.SESSION, agent.id());
  }

  /** The agent has left its meeting, if it had been in it. */
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

  /** What hinders the agent now, or does not any more; told in its log as well when it is new. */
  public void hindered(Impairment by, Optional<String> sentence) {
    if (hinders(by, sentence)) {
      sentence.ifPresent(text -> log(LogLevel.ERROR, text));
    }
  }

  /** Shows what hinders the agent now, or does not any more; the caller logs it. */
  public void shows(Impairment by, Optional<String> sentence) {
    hinders(by, sentence);
  }

  /** Returns whether that is new. */
  private boolean hinders(Impairment by, Optional<String> whole) {
    Optional<String> sentence = whole.map(text -> Cut.to(Cut.SENTENCE, text));
    Optional<String> before = Optional.ofNullable(hindrances.get(by));
    if (before.equals(sentence)) {
      return false;
    }
    sentence.ifPresentOrElse(text -> hindrances.put(by, text), () -> hindrances.remove(by));
    if (!agent.lastError().equals(gravest())) {
      agent = agent.withLastError(gravest());
      store.write(changed());
    }
    return true;
  }

  private Optional<String> gravest() {
    return hindrances.values().stream().findFirst();
  }

  public void info(String message) {
    log(LogLevel.INFO, message);
  }

  public void log(LogLevel level, String message) {
    LogEntry entry = new LogEntry(now(), level, Cut.to(LONGEST_LINE, message));
    log.add(entry);
    store.write(event(new EventData.LogWritten(entry)));
  }

  /**
   * @param joinedAt the zero of the segments' times
   */
  void segments(List<Segment> segments, Instant joinedAt) {
    List<Change> changes = new ArrayList<>(segments.size());
    for (Segment segment : segments) {
      changes.add(event(new EventData.SegmentHeard(segment, spokenAt(segment, joinedAt))));
    }
    store.write(changes);
  }

  /** When a segment began, in a meeting that was joined at {@code joinedAt}. */
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
   * @param json as the store is to have it
   * @return done once both are stored
   */
  public CompletableFuture<Void> analysis(String json, EventData.AnalysisChanged changed) {
    return store.confirm(new Change.AnalysisSaved(agent.id(), json), event(changed));
  }

  /** Writes down something else about the agent, in order with its events. */
  void note(Change change) {
    store.write(change);
  }

  /** Removes the agent from the store for good; the answer is done when it is gone there. */
  CompletableFuture<Void> deleted() {
    LOGGER.log(System.Logger.Level.INFO, "{0} is deleted", agent.id());
    states.forget(Subject.AGENT, agent.id());
    return store.confirm(new Change.AgentDeleted(next(new EventData.AgentDeleted())));
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
