package ai.joinly.manager.agent.turn;

import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Segment;

/** Input of a turn from the meeting. */
public sealed interface TurnInput {
  /** Words of a participant. */
  record Speech(Segment segment) implements TurnInput {}

  /** A chat message. */
  record Chat(ChatLine line) implements TurnInput {}
}
