package ai.joinly.manager.agent.turn;

import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Segment;

/** Something from the meeting that a turn may be about. */
public sealed interface TurnInput {
  /** What somebody said. */
  record Speech(Segment segment) implements TurnInput {}

  /** What somebody wrote in the chat. */
  record Chat(ChatLine line) implements TurnInput {}
}
