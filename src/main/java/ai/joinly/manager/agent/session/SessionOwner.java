package ai.joinly.manager.agent.session;

import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.meeting.MeetingSession;
import java.util.List;

/** The owner of a {@link SessionSupervisor}; called on the agent's thread. */
public interface SessionOwner {
  /** A session is open. */
  void onConnected();

  /** The agent is in its meeting, for the first time or again. */
  void onJoined(MeetingSession session);

  /** New segments of the transcript were read. */
  void onSegments(List<Segment> segments);

  /**
   * Somebody finished speaking.
   *
   * @param at when it was read, by {@link System#nanoTime}
   */
  void onUtterance(List<Segment> segments, long at);

  /** The agent is not in its meeting for now. */
  void onOutage();

  /** The agent cannot continue. */
  void onGivenUp(String sentence);
}
