package ai.joinly.manager.agent.session;

import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.meeting.MeetingSession;
import java.util.List;

/** Owner of a {@link SessionSupervisor}. Called on the agent's thread. */
public interface SessionOwner {
  /** A session is open. */
  void onConnected();

  /** The agent is in its meeting, for the first time or again. */
  void onJoined(MeetingSession session);

  /** New segments of the transcript were read. */
  void onSegments(List<Segment> segments);

  /**
   * A participant has finished speaking.
   *
   * @param at when the utterance was read, by {@link System#nanoTime}
   */
  void onUtterance(List<Segment> segments, long at);

  /** The agent has lost its session and reconnects. */
  void onOutage();

  /** The agent cannot continue. */
  void onGivenUp(String sentence);
}
