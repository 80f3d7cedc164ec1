package ai.joinly.manager.agent;

import ai.joinly.manager.agent.analysis.AnalysisOutcome;
import ai.joinly.manager.agent.turn.CompletedRound;
import ai.joinly.manager.agent.turn.PromptRefusal;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Participant;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.usage.ServiceUsage;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.meeting.EndableSession;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.meeting.MeetingSession;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What may lie in an agent's mailbox. */
sealed interface Message {

  /** Something asked from outside; the reply completes once it is done or refused. */
  sealed interface Command extends Message {
    CompletableFuture<?> reply();
  }

  /** Answered with whether the agent was not running before. */
  record Start(CompletableFuture<Boolean> reply) implements Command {}

  /** Answered with whether the agent was running before. */
  record Stop(CompletableFuture<Boolean> reply) implements Command {}

  record Join(CompletableFuture<Void> reply) implements Command {}

  record Delete(CompletableFuture<Boolean> reply) implements Command {}

  /** The process ends and leaves the agent in its meeting, for the next one to take up. */
  record LetGo(CompletableFuture<Void> reply) implements Command {}

  /** An operator asks something of an agent in its meeting; answered once it is done. */
  record Operate(OperatorRequest request, CompletableFuture<ToolOutcome> reply)
      implements Command {}

  /** Something a child task or the session tells; it must not be lost. */
  sealed interface Report extends Message {
    /** How many characters it holds, where those can be many. */
    default int characters() {
      return 0;
    }
  }

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

  record SegmentsHeard(long epoch, List<Segment> segments) implements SessionReport {
    @Override
    public int characters() {
      return sizeOf(segments);
    }
  }

  /**
   * Somebody finished speaking.
   *
   * @param at when it was heard, by {@link System#nanoTime}
   */
  record UtteranceHeard(long epoch, List<Segment> segments, long at) implements SessionReport {
    @Override
    public int characters() {
      return sizeOf(segments);
    }
  }

  private static int sizeOf(List<Segment> segments) {
    return segments.stream().mapToInt(segment -> segment.text().length()).sum();
  }

  record TroubleBegan(long epoch, String sentence) implements SessionReport {}

  record TroubleEnded(long epoch) implements SessionReport {}

  /** The transcript cannot be read as it should be; empty once it can. */
  record HearingChanged(long epoch, Optional<String> trouble) implements SessionReport {}

  /** The transcript of a session was read for the first time. */
  record ReadingBegan(long epoch) implements SessionReport {}

  record SessionLost(long epoch, String sentence) implements SessionReport {}

  /** The server said that the session is gone. */
  record SessionEnded(EndableSession session) implements Report {}

  /** The store fails, or works again. */
  record StoreTrouble(Optional<String> sentence) implements Report {}

  /** What an operator asked for has been done. */
  record Answered(CompletableFuture<ToolOutcome> reply, ToolOutcome outcome) implements Report {
    void complete() {
      reply.complete(outcome);
    }
  }

  /** What the services have used for a session since its beginning. */
  record UsageTold(String session, ServiceUsage usage) implements Report {}

  /** A line for the agent's log. */
  record Noted(LogLevel level, String text) implements Report {}

  /**
   * A turn is over.
   *
   * @param failure why the language model gave no answer
   */
  record TurnEnded(TurnReport report, Optional<TurnFailure> failure) implements Report {}

  /** A report about what the agent does in its meeting. */
  sealed interface ParticipationReport extends Report {}

  /** A round is over; its answer and results enter the history together. */
  record RoundCompleted(long turn, CompletedRound round) implements ParticipationReport {}

  /** A turn does nothing any more but speak. */
  record OnlySpeechLeft() implements ParticipationReport {}

  /** The language model refused the conversation of the turn that thinks, or a part of it. */
  record PromptRefused(PromptRefusal refusal) implements ParticipationReport {}

  /** Who is in the meeting. */
  record ParticipantsListed(List<Participant> participants) implements ParticipationReport {}

  /** An operator has muted or unmuted the agent. */
  record OperatorMuted(boolean muted) implements ParticipationReport {}

  /**
   * A speech has ended.
   *
   * @param text what people heard of it
   */
  record Said(long turn, String text) implements ParticipationReport {}

  /** The agent has written in the chat. */
  record ChatSent(String text) implements ParticipationReport {}

  /**
   * Others have written in the chat.
   *
   * @param old whether they did so before the agent came
   * @param at when it was read, by {@link System#nanoTime}
   */
  record ChatRead(List<ChatLine> lines, boolean old, long at) implements ParticipationReport {
    public ChatRead {
      lines = List.copyOf(lines);
    }

    @Override
    public int characters() {
      return lines.stream().mapToInt(line -> line.text().length()).sum();
    }
  }

  /** The chat cannot be read for some time; empty once it can. */
  record ChatTrouble(Optional<String> sentence) implements ParticipationReport {}

  /**
   * A further tool server of the agent cannot be used, or can be again.
   *
   * @param trouble empty once it answers
   */
  record ToolServerChanged(String server, Optional<String> trouble)
      implements ParticipationReport {}

  /** The process ends: analyses are broken off, and no new update begins. */
  record ProcessEnds() implements Report {}

  /** What came of an attempt to bring the analysis up to date. */
  record AnalysisAnswered(AnalysisOutcome outcome) implements Report {}

  /** The last message of each child task. */
  record ChildEnded(Children.Child child) implements Report {}
}
