package ai.joinly.manager.agent.participation;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.meeting.joinly.MeetingAnswers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Known participants of the meeting, for prompts: the last list of the server, and speakers since
 * then. The list is requested independently of the turns, and only after activity. Owned by the
 * worker's thread.
 */
public final class ParticipantRoster {
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MAX = 50;
  private static final int MAX_NAME = 80;

  private final String agentName;
  private final AgentContext context;
  private final TaskScope stay;
  private final InstantSource clock;
  private final LinkedHashSet<String> heard = new LinkedHashSet<>();
  private List<String> listed = List.of();
  private Optional<Instant> askedAt = Optional.empty();

  ParticipantRoster(AgentContext context, TaskScope stay) {
    this.agentName = context.config().name();
    this.context = context;
    this.stay = stay;
    this.clock = context.services().waiting();
  }

  /** Clears the roster at the start of a stay in a meeting. */
  void reset() {
    heard.clear();
    listed = List.of();
    askedAt = Optional.empty();
  }

  void onSegments(List<Segment> segments) {
    for (Segment segment : segments) {
      if (segment.role() == Role.PARTICIPANT && heard.size() < MAX) {
        segment.speaker().ifPresent(speaker -> heard.add(shortened(speaker)));
      }
    }
  }

  private void onListed(List<Participant> participants) {
    listed =
        participants.stream()
            .filter(participant -> !participant.isAgent(agentName))
            .map(participant -> shortened(participant.name()))
            .distinct()
            .limit(MAX)
            .toList();
    heard.clear();
  }

  /** Returns all known participants except the agent. */
  public List<String> present() {
    LinkedHashSet<String> present = new LinkedHashSet<>(listed);
    present.addAll(heard);
    return new ArrayList<>(present);
  }

  /** Requests the list from the server, unless it was requested less than a minute ago. */
  void refresh(MeetingSession session) {
    Instant now = clock.instant();
    boolean fresh = askedAt.isPresent() && now.isBefore(askedAt.get().plus(FRESH));
    if (fresh
        || session.tools().stream().noneMatch(t -> t.name().equals(MeetingTool.PARTICIPANTS))) {
      return;
    }
    askedAt = Optional.of(now);
    context.tasks().start("participants", () -> ask(session));
  }

  private void ask(MeetingSession session) {
    try {
      ToolOutcome outcome = session.call(MeetingTool.PARTICIPANTS, "{}");
      if (!outcome.isError()) {
        List<Participant> participants = MeetingAnswers.participants(outcome);
        stay.execute(() -> onListed(participants));
      }
    } catch (MeetingException e) {
      // Speakers are known regardless.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String shortened(String name) {
    String line = name.replaceAll("[\\p{Cntrl},]+", " ").strip();
    return line.length() <= MAX_NAME ? line : line.substring(0, MAX_NAME);
  }
}
