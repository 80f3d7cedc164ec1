package ai.joinly.manager.meeting;

import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.ServiceUsage;
import java.util.List;
import java.util.Optional;

/**
 * Hears what happens in a session. All methods are called from one thread of the session at a time
 * and may block it for a while, but must not throw.
 */
public interface MeetingListener {
  /**
   * New pieces of the transcript, the agent's own too, in the order of the transcript; each once.
   */
  void onSegments(List<Segment> segments);

  /** Somebody finished speaking: what participants said since the last call; never empty. */
  void onUtterance(List<Segment> segments);

  /** What the server's services have used for a session since its beginning; told at its end. */
  default void onUsage(String session, ServiceUsage usage) {}

  /** The transcript was read for the first time since the join, or since it was taken up. */
  default void onReading() {}

  /** Something of the transcript cannot be used; told once, for the agent's log. */
  default void onNote(String sentence) {}

  /** The server does not answer, and the session may be gone; it goes on trying by itself. */
  void onTrouble(String sentence);

  /** The server answers again, the session lives. */
  void onRecovered();

  /**
   * The transcript cannot be read as it should be, though the server answers; empty once it can.
   */
  default void onHearing(Optional<String> trouble) {}

  /** The session is gone for good; nothing follows. */
  void onLost(String sentence);
}
