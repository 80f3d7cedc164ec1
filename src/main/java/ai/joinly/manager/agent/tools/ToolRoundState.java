package ai.joinly.manager.agent.tools;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * State of the tool calls of one answer. Written by the turn's threads; read by the agent's worker
 * when a new turn starts in the meantime. Guarded by its lock.
 */
public final class ToolRoundState {
  private static final String SPEAKING =
      "You are saying this right now. It continues while you think, unless someone speaks over it."
          + " Do not repeat any of it. If nothing said since needs an answer, call end_turn.";
  private static final String NOT_YET = "Not done: someone spoke in the meantime.";

  private final int number;
  private final List<ToolCall> wanted;
  private final Assistant answer;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Optional<ToolResult>> results;

  /**
   * @param number of the round within its turn, from 1
   * @param answer of the model; its texts are stored as people hear and read them
   */
  public ToolRoundState(int number, Assistant answer) {
    this.number = number;
    this.wanted = answer.toolCalls();
    this.answer = OutgoingText.of(answer);
    this.results = new ArrayList<>();
    answer.toolCalls().forEach(call -> results.add(Optional.empty()));
  }

  /** Returns the number of the round within its turn, from 1. */
  public int number() {
    return number;
  }

  /**
   * Returns the calls as the model made them. Their texts must be cleaned only once: a second
   * cleaning would take characters of code for markup.
   */
  List<ToolCall> wanted() {
    return wanted;
  }

  /** Returns the answer as it is added to the conversation. */
  public Assistant answer() {
    return answer;
  }

  void settle(int position, ToolResult result) {
    lock.lock();
    try {
      results.set(position, Optional.of(result));
    } finally {
      lock.unlock();
    }
  }

  /** Sets the result of a call; returns false if it already has one. */
  boolean settleIfOpen(int position, ToolResult result) {
    lock.lock();
    try {
      boolean open = results.get(position).isEmpty();
      if (open) {
        results.set(position, Optional.of(result));
      }
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** Returns all results. All calls must be settled. */
  List<ToolResult> results() {
    lock.lock();
    try {
      return results.stream().map(Optional::orElseThrow).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether a speech is the only running call. Then a new turn may start, since no further
   * result that it needs is pending.
   */
  public boolean onlySpeaks() {
    lock.lock();
    try {
      List<ToolCall> open = open();
      return !open.isEmpty()
          && open.getFirst().name().equals(MeetingTool.SPEAK)
          && open.stream().allMatch(ToolRoundState::comesInOrder);
    } finally {
      lock.unlock();
    }
  }

  private List<ToolCall> open() {
    List<ToolCall> open = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).isEmpty()) {
        open.add(answer.toolCalls().get(i));
      }
    }
    return open;
  }

  /**
   * Returns whether a call waits for the preceding speech and is skipped once a participant speaks.
   */
  private static boolean comesInOrder(ToolCall call) {
    return switch (call.name()) {
      case MeetingTool.SPEAK, MeetingTool.CHAT, MeetingTool.LEAVE, ToolRunner.END_TURN -> true;
      case MeetingTool.MUTE, MeetingTool.UNMUTE -> true;
      default -> false;
    };
  }

  /** Returns the available results, and interim results for the other calls. */
  public List<ToolResult> resultsSoFar() {
    lock.lock();
    try {
      List<ToolResult> soFar = new ArrayList<>();
      boolean speaking = false;
      for (int i = 0; i < results.size(); i++) {
        ToolCall call = answer.toolCalls().get(i);
        boolean first = call.name().equals(MeetingTool.SPEAK) && results.get(i).isEmpty();
        soFar.add(
            results
                .get(i)
                .orElse(
                    new ToolResult(
                        call.id(),
                        call.name(),
                        first && !speaking ? SPEAKING : NOT_YET,
                        first && !speaking ? Status.UNDER_WAY : Status.NOT_DONE,
                        List.of())));
        speaking |= first;
      }
      return soFar;
    } finally {
      lock.unlock();
    }
  }
}
