package ai.joinly.manager.agent.turn;

import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.TokenUsage;
import ai.joinly.manager.model.TurnOutcome;
import ai.joinly.manager.tool.ToolBox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * One answer of an agent to what was said: the model thinks, tools act, the model sees what came of
 * it, until it has nothing more to do. {@link #run} belongs to one thread; {@link #supersede} may
 * be called by any other.
 */
public final class Turn {
  /** Questions to the model in one turn at most. */
  static final int MOST_ROUNDS = 15;

  private static final ToolDefinition END_TURN =
      new ToolDefinition(
          ToolRunner.END_TURN,
          "Ends your turn. Call it when you have nothing (more) to say or do until somebody speaks"
              + " again.",
          "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

  private final String systemPrompt;
  private final List<ChatMessage> messages;
  private final LlmClient llm;
  private final OfferedTools offered;
  private final List<ToolDefinition> tools;
  private final Duration limit;
  private final LongSupplier nanoTime;
  private final ActionLog actions;
  private final TurnListener listener;
  private final TurnState state = new TurnState();

  /** Of the thread that runs the turn. */
  private TokenUsage usage = TokenUsage.NONE;

  /**
   * @param messages the conversation so far, the new utterance last
   * @param box further tools
   * @param limit after which no further round begins
   * @param nanoTime a clock for the limit, as {@link System#nanoTime}
   */
  public Turn(
      String systemPrompt,
      List<ChatMessage> messages,
      LlmClient llm,
      MeetingSession session,
      ToolBox box,
      Duration limit,
      LongSupplier nanoTime,
      ActionLog actions,
      TurnListener listener) {
    this.systemPrompt = systemPrompt;
    this.messages = new ArrayList<>(messages);
    this.llm = llm;
    this.offered = new OfferedTools(session, box);
    this.tools = withEndTurn(offered.definitions());
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.actions = actions;
    this.listener = listener;
  }

  /** New speech: a turn that thinks is cut off at once, one that acts ends after what it does. */
  public void supersede() {
    state.supersede();
  }

  /** The tokens it took; for the thread that ran it. */
  public TokenUsage usage() {
    return usage;
  }

  /** Runs to its end; an interrupt from outside ends it soon. */
  public TurnOutcome run() {
    long start = nanoTime.getAsLong();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      if (nanoTime.getAsLong() - start > limit.toNanos()) {
        listener.onNote(LogLevel.WARN, "The turn took too long and was ended");
        return TurnOutcome.LIMIT;
      }
      Optional<TurnOutcome> end = think(round == 0);
      if (end.isPresent()) {
        return end.get();
      }
    }
    listener.onNote(LogLevel.WARN, "The turn was ended after " + MOST_ROUNDS + " rounds");
    return TurnOutcome.LIMIT;
  }

  /** One round; empty when another must follow. */
  private Optional<TurnOutcome> think(boolean first) {
    if (!state.beginThinking()) {
      return Optional.of(first ? TurnOutcome.ABORTED : TurnOutcome.INTERRUPTED);
    }
    try {
      LlmReply reply = llm.complete(new LlmRequest(systemPrompt, messages, tools));
      usage = usage.plus(reply.usage());
      return state.endThinking() ? act(reply.message()) : Optional.of(TurnOutcome.ABORTED);
    } catch (LlmException e) {
      if (!state.endThinking()) {
        return Optional.of(TurnOutcome.ABORTED);
      }
      listener.onNote(LogLevel.ERROR, e.sentence());
      return Optional.of(TurnOutcome.FAILED);
    } catch (InterruptedException e) {
      state.endThinking();
      return Optional.of(TurnOutcome.ABORTED);
    }
  }

  private Optional<TurnOutcome> act(Assistant answer) {
    ToolRunner runner =
        new ToolRunner(
            offered,
            tools.stream().map(ToolDefinition::name).collect(Collectors.toSet()),
            state::isSuperseded,
            actions,
            listener);
    List<ToolResult> results = runner.run(answer.toolCalls());
    messages.add(answer);
    messages.addAll(results);
    listener.onRound(answer, results);
    if (runner.mustLeave()) {
      return Optional.of(TurnOutcome.LEAVE);
    }
    if (runner.wasInterrupted()) {
      return Optional.of(TurnOutcome.INTERRUPTED);
    }
    if (answer.toolCalls().isEmpty() || asks(answer, ToolRunner.END_TURN)) {
      return Optional.of(TurnOutcome.DONE);
    }
    return Thread.currentThread().isInterrupted()
        ? Optional.of(TurnOutcome.ABORTED)
        : Optional.empty();
  }

  private static boolean asks(Assistant answer, String tool) {
    return answer.toolCalls().stream().map(ToolCall::name).anyMatch(tool::equals);
  }

  private static List<ToolDefinition> withEndTurn(List<ToolDefinition> offered) {
    List<ToolDefinition> tools = new ArrayList<>(offered);
    tools.add(END_TURN);
    return List.copyOf(tools);
  }
}
