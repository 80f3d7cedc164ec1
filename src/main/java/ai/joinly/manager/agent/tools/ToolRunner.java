package ai.joinly.manager.agent.tools;

import ai.joinly.manager.agent.turn.TurnClock;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.meeting.MeetingTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Runner of the tool calls of one answer. Speech, chat, mute and unmute run in the given order, all
 * other tools in parallel to them; leaving the meeting is last. Every call gets a result. Used by
 * one turn's thread.
 */
public final class ToolRunner {
  /** Maximum number of calls of one answer that are executed. */
  static final int MAX_CALLS = 16;

  public static final String END_TURN = "end_turn";

  private final Set<String> known;
  private final MeetingToolGateway calls;
  private final SpeakTool speech;
  private final ChatTool chat;
  private final GenericToolExecutor others;
  private final TurnClock clock;
  private final TurnListener listener;
  private final int mostCalls;
  private int made;
  private boolean leaving;

  /**
   * @param known names of the offered tools
   * @param mostCalls maximum number of calls in the turn
   */
  public ToolRunner(
      Set<String> known,
      MeetingToolGateway calls,
      SpeakTool speech,
      ChatTool chat,
      GenericToolExecutor others,
      TurnClock clock,
      TurnListener listener,
      int mostCalls) {
    this.known = Set.copyOf(known);
    this.calls = calls;
    this.speech = speech;
    this.chat = chat;
    this.others = others;
    this.clock = clock;
    this.listener = listener;
    this.mostCalls = mostCalls;
  }

  /** Returns whether a participant spoke over the agent. */
  public boolean wasInterrupted() {
    return speech.wasInterrupted();
  }

  /** Returns whether the model asked to leave and no participant has spoken since. */
  public boolean mustLeave() {
    return leaving;
  }

  /** Returns the number of speeches and chat messages so far. */
  public int said() {
    return speech.spoken() + chat.sent();
  }

  /** Returns the number of calls so far, in all rounds. */
  public int made() {
    return made;
  }

  /** Returns whether the turn has reached its limit of calls. */
  public boolean isExhausted() {
    return made >= mostCalls;
  }

  /**
   * Settles all calls of {@code round}. An interrupt ends the wait for all of them.
   *
   * @return their results, in order
   */
  public List<ToolResult> run(ToolRoundState round) {
    List<ToolCall> wanted = round.wanted();
    int most = Math.min(MAX_CALLS, mostCalls - made);
    try (ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      long startedAt = clock.now();
      for (int i = 0; i < Math.min(most, wanted.size()); i++) {
        if (runsInParallel(wanted.get(i))) {
          int position = i;
          running.add(
              parallel.submit(() -> settle(round, position, others.use(wanted.get(position)))));
        }
      }
      Future<?> watcher = parallel.submit(() -> reportOnlySpeech(round, running, startedAt));
      for (int i = 0; i < wanted.size(); i++) {
        if (i >= most) {
          settle(
              round,
              i,
              ToolOutcome.failed("Not done: too many calls; at most " + most + " were made."));
        } else if (!runsInParallel(wanted.get(i)) && !isLeave(wanted.get(i))) {
          if (round.onlySpeaks()) {
            listener.onOnlySpeech(); // all earlier calls are settled
          }
          settle(round, i, inOrder(wanted.get(i)));
        }
      }
      running.forEach(ToolRunner::await);
      await(watcher);
    }
    made += Math.min(most, wanted.size());
    for (int i = 0; i < Math.min(most, wanted.size()); i++) {
      if (isLeave(wanted.get(i))) {
        settle(round, i, leave());
      }
    }
    return settled(round);
  }

  /** Returns the results; a call that ended with an exception gets a generic one. */
  private List<ToolResult> settled(ToolRoundState round) {
    List<ToolCall> wanted = round.wanted();
    for (int i = 0; i < wanted.size(); i++) {
      if (round.settleIfOpen(
          i, ToolResult.of(wanted.get(i), ToolOutcome.failed("The tool failed.")))) {
        listener.onNote(LogLevel.WARN, "The tool " + wanted.get(i).name() + " failed unexpectedly");
      }
    }
    return round.results();
  }

  private void reportOnlySpeech(ToolRoundState round, List<Future<?>> running, long startedAt) {
    running.forEach(ToolRunner::await);
    if (!running.isEmpty()) {
      clock.addTools(startedAt);
    }
    if (round.onlySpeaks()) {
      listener.onOnlySpeech();
    }
  }

  private boolean runsInParallel(ToolCall call) {
    return switch (call.name()) {
      case MeetingTool.SPEAK, MeetingTool.CHAT, MeetingTool.LEAVE, END_TURN -> false;
      case MeetingTool.MUTE, MeetingTool.UNMUTE -> false; // "unmute, speak" and "speak, mute"
      default -> known.contains(call.name());
    };
  }

  private static boolean isLeave(ToolCall call) {
    return call.name().equals(MeetingTool.LEAVE);
  }

  private ToolOutcome inOrder(ToolCall call) {
    if (call.name().equals(END_TURN)) {
      return ToolOutcome.done("Turn ended.");
    }
    if (!known.contains(call.name())) {
      return ToolOutcome.failed("There is no tool named " + call.name() + ".");
    }
    return switch (call.name()) {
      case MeetingTool.SPEAK -> speech.speak(call);
      case MeetingTool.CHAT ->
          wasInterrupted() ? MeetingToolGateway.OUTDATED : timed(() -> chat.write(call));
      default -> timed(() -> others.use(call));
    };
  }

  private ToolOutcome timed(Supplier<ToolOutcome> use) {
    long startedAt = clock.now();
    try {
      return use.get();
    } finally {
      clock.addTools(startedAt);
    }
  }

  /** Returns whether a call was refused because the turn reached its time limit. */
  public boolean cameTooLate() {
    return calls.cameTooLate();
  }

  /**
   * Settles the call to leave, after all others. The agent's worker then leaves the meeting, unless
   * a participant has spoken in the meantime: they may have asked the agent to stay.
   */
  private ToolOutcome leave() {
    if (!known.contains(MeetingTool.LEAVE)) {
      return ToolOutcome.failed("There is no tool named " + MeetingTool.LEAVE + ".");
    }
    leaving = !wasInterrupted() && !calls.isOutdated();
    return leaving ? ToolOutcome.done("Leaving the meeting.") : MeetingToolGateway.OUTDATED;
  }

  private static void settle(ToolRoundState round, int position, ToolOutcome outcome) {
    round.settle(position, ToolResult.of(round.wanted().get(position), outcome));
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      // The call has no result. The method settled() handles this.
    }
  }
}
