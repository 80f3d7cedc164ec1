package ai.joinly.manager.agent;

import ai.joinly.manager.domain.meeting.HeardShare;
import java.util.concurrent.CompletableFuture;

/** What an operator asks of an agent in its meeting. */
sealed interface OperatorRequest {
  /**
   * Says {@code text}.
   *
   * @param heard takes how much of it people heard, before the answer comes, or the refusal of an
   *     agent that is muted
   */
  record Say(String text, CompletableFuture<HeardShare> heard) implements OperatorRequest {}

  /** Writes {@code text} in the chat. */
  record Write(String text) implements OperatorRequest {}

  /** Silences the agent, or lets it be heard again. */
  record Mute(boolean muted) implements OperatorRequest {}

  /** Tells the agent something in private, for its next turns. */
  record Hint(String text) implements OperatorRequest {}

  /** Asks who is there. */
  record ListParticipants() implements OperatorRequest {}

  /** Asks what the services have used. */
  record CountUsage() implements OperatorRequest {}
}
