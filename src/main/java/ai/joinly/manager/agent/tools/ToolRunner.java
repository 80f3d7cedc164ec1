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
 * Carries out the tool calls of one answer: what is said, written and muted in the given order, the
 * rest beside it in parallel, leaving last. Every call gets a result, whatever happens. Used by one
 * turn's thread.
 */
public final class ToolRunner {
  /** Calls of one answer that are carried out at most. */
  static final int MOST_CALLS = 16;

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
   * @param known names of the tools that were offered
   * @param mostCalls calls in the whole turn at most
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

  /** Whether somebody spoke over the agent. */
  public boolean wasInterrupted() {
    return speech.wasInterrupted();
  }

  /** Whether the model asked to leave and nobody spoke since. */
  public boolean mustLeave() {
    return leaving;
  }

  /** How often something was said or written so far. */
  public int said() {
    return speech.spoken() + chat.sent();
  }

  /** How many calls were made so far, in all rounds. */
  public int made() {
    return made;
  }

  /** Whether no more calls may be made in this turn. */
  public boolean isExhausted() {
    return made >= mostCalls;
  }

  /**
   * Settles all calls of {@code round}. An interrupt ends the waiting for all of them.
   *
   * @return their results, in their order
   */
  public List<ToolResult> run(ToolRoundState round) {
    List<ToolCall> wanted = round.wanted();
    int most = Math.min(MOST_CALLS, mostCalls - made);
    try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      long begun = clock.now();
      for (int i = 0; i < Math.min(most, wanted.size()); i++) {
        if (runsBeside(wanted.get(i))) {
          int position = i;
          running.add(
              beside.submit(() -> settle(round, position, others.use(wanted.get(position)))));
        }
      }
      Future<?> watcher = beside.submit(() -> tellOnlySpeech(round, running, begun));
      for (int i = 0; i < wanted.size(); i++) {
        if (i >= most) {
          settle(
              round,
              i,
              ToolOutcome.failed("Not done: too many calls; at most " + most + " were made."));
        } else if (!runsBeside(wanted.get(i)) && !isLeave(wanted.get(i))) {
          if (round.onlySpeaks()) {
            listener.onOnlySpeech(); // what came before it is settled
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

  /** A call that broke down has no result of its own. */
  private List<ToolResult> settled(ToolRoundState round) {
    List<ToolCall> wanted = round.wanted();
    for (int i = 0; i < wanted.size(); i++) {
      if (round.settleIfOpen(
          i, ToolResult.of(wanted.get(i), ToolOutcome.failed("The tool failed.")))) {
        listener.onNote(LogLevel.WARN, "The tool " + wanted.get(i).name() + " broke down");
      }
    }
    return round.results();
  }

  private void tellOnlySpeech(ToolRoundState round, List<Future<?>> running, long begun) {
    running.forEach(ToolRunner::await);
    if (!running.isEmpty()) {
      clock.addTools(begun);
    }
    if (round.onlySpeaks()) {
      listener.onOnlySpeech();
    }
  }

  private boolean runsBeside(ToolCall call) {
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
    long begun = clock.now();
    try {
      return use.get();
    } finally {
      clock.addTools(begun);
    }
  }

  /** Whether something was not done because the turn may take no longer. */
  public boolean cameTooLate() {
    return calls.cameTooLate();
  }

  /** Last of all. The worker does it; what was said meanwhile may be "please stay". */
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
      // It has no result, which is said where the results are gathered.
    }
  }
}
