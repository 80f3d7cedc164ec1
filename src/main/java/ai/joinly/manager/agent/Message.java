package ai.joinly.manager.agent;

import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.Segment;
import ai.joinly.manager.model.TokenUsage;
import ai.joinly.manager.model.TurnOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What may lie in an agent's mailbox. */
sealed interface Message {

  /** Something asked from outside; the reply completes once it is done or refused. */
  sealed interface Command extends Message {
    CompletableFuture<Void> reply();
  }

  record Start(CompletableFuture<Void> reply) implements Command {}

  record Stop(CompletableFuture<Void> reply) implements Command {}

  record Join(CompletableFuture<Void> reply) implements Command {}

  record Delete(CompletableFuture<Void> reply) implements Command {}

  /** The process ends and leaves the agent in its meeting, for the next one to take up. */
  record LetGo(CompletableFuture<Void> reply) implements Command {}

  /** Something a child task or the session tells; it must not be lost. */
  sealed interface Report extends Message {}

  /** A report about a session; of use only while the epoch is the current one. */
  sealed interface SessionReport extends Report {
    long epoch();
  }

  record SessionOpened(long epoch, MeetingSession session) implements SessionReport {}

  /** A session of a former process is followed again. */
  record SessionTakenUp(long epoch, MeetingSession session) implements SessionReport {}

  record OpenFailed(long epoch, MeetingException cause) implements SessionReport {}

  record Joined(long epoch) implements SessionReport {}

  record JoinFailed(long epoch, MeetingException cause) implements SessionReport {}

  record SegmentsHeard(long epoch, List<Segment> segments) implements SessionReport {}

  record UtteranceHeard(long epoch, List<Segment> segments) implements SessionReport {}

  record TroubleBegan(long epoch, String sentence) implements SessionReport {}

  record TroubleEnded(long epoch) implements SessionReport {}

  record SessionLost(long epoch, String sentence) implements SessionReport {}

  /** The server said that the session is gone. */
  record SessionEnded(EndableSession session) implements Report {}

  /** The store fails, or works again. */
  record StoreTrouble(Optional<String> sentence) implements Report {}

  /** The model's answer and the results of all its calls, which enter the history together. */
  record RoundCompleted(
      long turn, ChatMessage.Assistant answer, List<ChatMessage.ToolResult> results)
      implements Report {}

  record TurnNoted(long turn, LogLevel level, String text) implements Report {}

  record TurnEnded(long turn, TurnOutcome outcome, TokenUsage usage, Instant begun)
      implements Report {}

  /** How the agent's further tool servers are. */
  record ToolsNoted(LogLevel level, String text) implements Report {}

  /** The last message of each child task. */
  record ChildEnded(Children.Child child) implements Report {}
}
