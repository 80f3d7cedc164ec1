package ai.joinly.manager.agent;

import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.model.Agent;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.AgentStatus;
import ai.joinly.manager.model.LogEntry;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.MeetingStatus;
import ai.joinly.manager.model.Segment;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What an agent shows of itself: the snapshot that everybody reads, its log and its events. Only
 * the worker's thread writes; anybody may read.
 */
final class Journal {
  private static final System.Logger LOGGER = System.getLogger(Journal.class.getName());
  private static final int LONGEST_LINE = 4_000;

  private final Clock clock;
  private final EventHub events;
  private final AgentLog log = new AgentLog();
  private volatile Agent agent;

  Journal(AgentId id, AgentConfig config, EventHub events, Clock clock) {
    this.clock = clock;
    this.events = events;
    this.agent =
        new Agent(
            id,
            config,
            AgentStatus.CREATED,
            MeetingStatus.NOT_JOINED,
            now(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  Agent agent() {
    return agent;
  }

  List<LogEntry> newestLog(int lines) {
    return log.newest(lines);
  }

  /** Moves to {@code next}; an illegal move is a defect of the caller and is not applied. */
  void status(AgentStatus next, Optional<String> errorMessage) {
    Agent was = agent;
    if (!was.status().canBecome(next)) {
      throw new IllegalStateException(was.status() + " cannot become " + next);
    }
    Instant now = now();
    agent =
        new Agent(
            was.id(),
            was.config(),
            next,
            was.meetingStatus(),
            was.createdAt(),
            next == AgentStatus.STARTING ? Optional.of(now) : was.startedAt(),
            switch (next) {
              case STOPPED, ERROR -> Optional.of(now);
              case STARTING -> Optional.empty();
              case CREATED, RUNNING, STOPPING -> was.stoppedAt();
            },
            errorMessage);
    LOGGER.log(System.Logger.Level.INFO, "{0} is {1}", was.id(), next);
    publish(new EventData.StatusChanged(next, errorMessage));
  }

  void meeting(MeetingStatus next) {
    Agent was = agent;
    if (was.meetingStatus() == next) {
      return;
    }
    agent =
        new Agent(
            was.id(),
            was.config(),
            was.status(),
            next,
            was.createdAt(),
            was.startedAt(),
            was.stoppedAt(),
            was.errorMessage());
    publish(new EventData.MeetingChanged(next));
  }

  void info(String message) {
    log(LogLevel.INFO, message);
  }

  void log(LogLevel level, String message) {
    String line =
        message.length() <= LONGEST_LINE ? message : message.substring(0, LONGEST_LINE) + "…";
    LogEntry entry = new LogEntry(now(), level, line);
    log.add(entry);
    publish(new EventData.LogWritten(entry));
  }

  void segments(List<Segment> segments) {
    segments.forEach(segment -> publish(new EventData.SegmentHeard(segment)));
  }

  void utterance(List<Segment> segments) {
    publish(new EventData.UtteranceHeard(segments));
  }

  void deleted() {
    LOGGER.log(System.Logger.Level.INFO, "{0} is deleted", agent.id());
    publish(new EventData.AgentDeleted());
  }

  private void publish(EventData data) {
    events.publish(new Event(agent.id(), now(), data));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
