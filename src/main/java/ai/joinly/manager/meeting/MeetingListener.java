package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.ServiceUsage;
import java.util.List;
import java.util.Optional;

/**
 * Listener for the events of a session. All methods are called by one thread of the session at a
 * time. They may block it for a short time, but must not throw.
 */
public interface MeetingListener {
  /**
   * Receives new transcript segments, including the agent's own, in transcript order. Each segment
   * is delivered once.
   */
  void onSegments(List<Segment> segments);

  /**
   * Receives the participants' segments since the last call, after a participant finished speaking.
   * The list is never empty.
   */
  void onUtterance(List<Segment> segments);

  /** Receives the total usage of the server's services by a session, when the session ends. */
  default void onUsage(String session, ServiceUsage usage) {}

  /** Called after the first read of the transcript since the join or the takeover. */
  default void onReading() {}

  /** Receives a note for the agent's log about an unusable part of the transcript. Called once. */
  default void onNote(String sentence) {}

  /** Called when the server does not respond. The session may be lost; it retries by itself. */
  void onTrouble(String sentence);

  /** Called when the server responds again and the session still exists. */
  void onRecovered();

  /**
   * Receives the reason why the transcript cannot be read normally although the server responds;
   * empty when it can be read again.
   */
  default void onHearing(Optional<String> trouble) {}

  /** Called when the session is permanently lost. No further events follow. */
  void onLost(String sentence);
}
