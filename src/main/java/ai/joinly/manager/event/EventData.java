package ai.joinly.manager.event;

import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TurnReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Data of an event; each implementation corresponds to an event type of the WebSocket API. */
public sealed interface EventData {
  /** Returns the event type. */
  default EventType type() {
    return switch (this) {
      case StatusChanged any -> EventType.STATUS;
      case UtteranceHeard any -> EventType.UTTERANCE;
      case SegmentHeard any -> EventType.SEGMENT;
      case LogWritten any -> EventType.LOG;
      case MeetingChanged any -> EventType.MEETING;
      case ChatWritten any -> EventType.CHAT;
      case TurnEnded any -> EventType.TURN;
      case AnalysisChanged any -> EventType.ANALYSIS;
      case AgentDeleted any -> EventType.DELETED;
    };
  }

  /**
   * {@code status}: the agent's status; the message is present only with status {@code error}.
   *
   * @param metadata of the agent
   */
  record StatusChanged(AgentStatus status, Optional<String> errorMessage, Metadata metadata)
      implements EventData {
    public StatusChanged(AgentStatus status, Optional<String> errorMessage) {
      this(status, errorMessage, Metadata.NONE);
    }
  }

  /** {@code utterance}: the participants' segments since the last one. */
  record UtteranceHeard(List<Segment> segments) implements EventData {
    public UtteranceHeard {
      segments = List.copyOf(segments);
    }
  }

  /**
   * {@code segment}: a segment of the transcript, also of the agent.
   *
   * @param spokenAt the start time of the segment, as far as the join time is known
   */
  record SegmentHeard(Segment segment, Instant spokenAt) implements EventData {}

  /** {@code log}: a line of the agent's own log. */
  record LogWritten(LogEntry entry) implements EventData {}

  /** {@code meeting}: the agent's meeting status changed. */
  record MeetingChanged(MeetingStatus meetingStatus) implements EventData {}

  /** {@code chat}: a message of the meeting's chat, also of the agent. */
  record ChatWritten(ChatLine line) implements EventData {}

  /** {@code turn}: a turn has ended. */
  record TurnEnded(TurnReport report) implements EventData {}

  /**
   * {@code analysis}: the analysis has changed and is available through the API.
   *
   * @param complete whether the meeting has ended and the analysis covers all of it
   */
  record AnalysisChanged(Instant lastUpdated, long wordCount, boolean complete)
      implements EventData {}

  /**
   * {@code deleted}: the last event of an agent.
   *
   * @param metadata of the agent, which cannot be requested any more
   */
  record AgentDeleted(Metadata metadata) implements EventData {
    public AgentDeleted() {
      this(Metadata.NONE);
    }
  }
}
