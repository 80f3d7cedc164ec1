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
 * What has come of an answer's calls so far. Written by the turn's threads, read by the agent's
 * worker when something new is to be thought about meanwhile; guarded by its lock.
 */
public final class ToolRoundState {
  private static final String SPEAKING =
      "You are saying this right now. It goes on while you think, unless somebody speaks over it."
          + " Do not repeat any of it. If what was said since needs no answer, call end_turn.";
  private static final String NOT_YET = "Not done: somebody spoke in the meantime.";

  private final int number;
  private final List<ToolCall> wanted;
  private final Assistant answer;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Optional<ToolResult>> results;

  /**
   * @param number of the round in its turn, from 1
   * @param answer of the model; what it says and writes is kept as people hear and read it
   */
  public ToolRoundState(int number, Assistant answer) {
    this.number = number;
    this.wanted = answer.toolCalls();
    this.answer = OutgoingText.of(answer);
    this.results = new ArrayList<>();
    answer.toolCalls().forEach(call -> results.add(Optional.empty()));
  }

  /** The number of the round in its turn, from 1. */
  public int number() {
    return number;
  }

  /**
   * Returns the calls as the model made them. What they say and write must be cleaned once only: a
   * second time would take the marks of code for markup.
   */
  List<ToolCall> wanted() {
    return wanted;
  }

  /** Returns the answer as it enters the conversation. */
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

  /** Settles a call that has no result; returns false if it has one. */
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

  /** All results, once all calls are settled. */
  List<ToolResult> results() {
    lock.lock();
    try {
      return results.stream().map(Optional::orElseThrow).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether the only thing under way is a speech: others may think meanwhile, as nothing more can
   * become known that they would need.
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

  /** What waits for the speech before it, and is not done any more once somebody spoke. */
  private static boolean comesInOrder(ToolCall call) {
    return switch (call.name()) {
      case MeetingTool.SPEAK, MeetingTool.CHAT, MeetingTool.LEAVE, ToolRunner.END_TURN -> true;
      case MeetingTool.MUTE, MeetingTool.UNMUTE -> true;
      default -> false;
    };
  }

  /** The results there are, and in the place of the others what can be said of them now. */
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
