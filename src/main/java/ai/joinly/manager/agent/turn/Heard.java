package ai.joinly.manager.agent.turn;

import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Segment;

/** Something from the meeting that a turn may be about. */
public sealed interface Heard {
  /** What somebody said. */
  record Speech(Segment segment) implements Heard {}

  /** What somebody wrote in the chat. */
  record Chat(ChatLine line) implements Heard {}
}
