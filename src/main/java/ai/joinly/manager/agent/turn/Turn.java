package ai.joinly.manager.agent.turn;

import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingSession.Presence;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.TokenUsage;
import ai.joinly.manager.model.TurnOutcome;
import ai.joinly.manager.model.TurnTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One answer of an agent to what was said: the model thinks, tools act, the model sees what came of
 * it, until it has nothing more to do. {@link #run} belongs to one thread, which alone may ask for
 * what came of it; {@link #supersede} and {@link #progress} may be called by any other.
 */
public final class Turn {
  private static final ToolDefinition END_TURN =
      new ToolDefinition(
          ToolRunner.END_TURN,
          "Ends your turn. Call it when you have nothing (more) to say or do until somebody speaks"
              + " again.",
          "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

  private final TurnSetup setup;
  private final MeetingSession session;
  private final Asking asking;
  private final TurnState state = new TurnState();
  private final TurnClock clock;
  private final ToolRunner runner;

  /** Set under the lock of {@link #state} when an answer is about to be acted upon. */
  private volatile Optional<RoundProgress> progress = Optional.empty();

  // Of the thread that runs the turn.
  private TokenUsage usage = TokenUsage.NONE;
  private int rounds;
  private Optional<String> failure = Optional.empty();

  public Turn(TurnSetup setup) {
    this.setup = setup;
    this.session = setup.session();
    OfferedTools offered = new OfferedTools(session, setup.tools());
    List<ToolDefinition> tools = withEndTurn(offered.definitions());
    this.asking = new Asking(setup, tools);
    this.clock = new TurnClock(setup.nanoTime(), setup.heardAt());
    MeetingCalls calls =
        new MeetingCalls(
            (name, arguments) -> {
              if (name.equals(MeetingTool.SPEAK) || name.equals(MeetingTool.CHAT)) {
                state.answer();
              }
              return offered.call(name, arguments);
            },
            setup.actions(),
            state::isSuperseded,
            () -> !left().isPositive());
    this.runner =
        new ToolRunner(
            tools.stream().map(ToolDefinition::name).collect(Collectors.toSet()),
            calls,
            new SpeakTool(calls, setup.voice(), state, clock, setup.listener()),
            new ChatTool(calls, setup.own(), setup.listener(), ChatTool.MOST_PARTS),
            new OtherTools(calls, offered, setup.voice(), setup.listener()),
            clock,
            setup.listener(),
            setup.limits().toolCalls());
  }

  /** New words: a turn that thinks is cut off at once, one that acts ends after what it does. */
  public void supersede() {
    state.supersede();
  }

  /** Whether new words have come since it began. */
  public boolean isSuperseded() {
    return state.isSuperseded();
  }

  /** Whether people hear or read its answer, or have done so. */
  public boolean hasAnswered() {
    return state.hasAnswered();
  }

  /** The newest answer that is, or was, acted upon. */
  public Optional<RoundProgress> progress() {
    return progress;
  }

  /** The tokens it took. */
  public TokenUsage usage() {
    return usage;
  }

  /** How often the model answered. */
  public int rounds() {
    return rounds;
  }

  /** How many tool calls were made. */
  public int toolCalls() {
    return runner.made();
  }

  /** How long its parts took. */
  public TurnTimes times() {
    return clock.times();
  }

  /** Why the language model gave no answer, as a sentence. */
  public Optional<String> failure() {
    return failure;
  }

  /** Runs to its end; an interrupt from outside ends it soon. */
  public TurnOutcome run() {
    try {
      while (true) {
        Optional<TurnOutcome> end = reachedLimit().or(this::round);
        if (end.isPresent()) {
          return end.get();
        }
      }
    } finally {
      session.show(Presence.IDLE);
    }
  }

  private Optional<TurnOutcome> reachedLimit() {
    Optional<String> limit = Optional.empty();
    if (rounds >= setup.limits().rounds()) {
      limit = Optional.of("after " + rounds + " requests to the language model");
    } else if (runner.isExhausted()) {
      limit = Optional.of("after " + runner.made() + " tool calls");
    } else if (usage.total() >= setup.limits().tokens()) {
      limit = Optional.of("after " + usage.total() + " tokens");
    } else if (!left().isPositive()) {
      limit = Optional.of("after " + clock.elapsed().toSeconds() + " s");
    }
    limit.ifPresent(
        reason -> setup.listener().onNote(LogLevel.WARN, "The turn was ended " + reason));
    return limit.map(reason -> TurnOutcome.LIMIT);
  }

  private Duration left() {
    return setup.limits().timeout().minus(clock.elapsed());
  }

  /** Thinks and acts once; empty when the model is to see what came of it. */
  private Optional<TurnOutcome> round() {
    if (!state.beginWaiting()) {
      return Optional.of(rounds == 0 ? TurnOutcome.ABORTED : TurnOutcome.INTERRUPTED);
    }
    Optional<Assistant> answer = think();
    if (answer.isEmpty()) {
      return Optional.of(
          state.endWaiting() && failure.isPresent() ? unanswered() : TurnOutcome.ABORTED);
    }
    RoundProgress round = new RoundProgress(rounds, answer.get());
    return state.endWaiting(() -> progress = Optional.of(round))
        ? act(round)
        : Optional.of(TurnOutcome.ABORTED);
  }

  /** A model that had answered before is not to blame for the end of the turn's time. */
  private TurnOutcome unanswered() {
    if (rounds == 0 || left().isPositive()) {
      return TurnOutcome.FAILED;
    }
    failure = Optional.empty();
    return reachedLimit().orElse(TurnOutcome.LIMIT);
  }

  /** What the model answers; empty when it does not, or is not waited for any more. */
  private Optional<Assistant> think() {
    session.show(Presence.THINKING);
    clock.asksModel();
    long asked = clock.now();
    try {
      LlmReply reply = asking.ask(this::left);
      usage = usage.plus(reply.usage());
      rounds++;
      return Optional.of(reply.message());
    } catch (LlmException e) {
      failure = Optional.of(e.sentence());
      return Optional.empty();
    } catch (InterruptedException e) {
      return Optional.empty();
    } finally {
      clock.addLlm(asked);
    }
  }

  private Optional<TurnOutcome> act(RoundProgress round) {
    Assistant answer = round.answer();
    session.show(Presence.BUSY);
    List<ToolResult> results = runner.run(round);
    asking.add(answer, results);
    setup
        .listener()
        .onRound(new CompletedRound(round.number(), answer, results, runner.wasInterrupted()));
    if (runner.mustLeave()) {
      return Optional.of(TurnOutcome.LEAVE);
    }
    if (runner.wasInterrupted()) {
      return Optional.of(TurnOutcome.INTERRUPTED);
    }
    if (runner.cameTooLate()) {
      return reachedLimit();
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
