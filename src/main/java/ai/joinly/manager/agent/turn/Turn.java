package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.conversation.CompletedRound;
import ai.joinly.manager.agent.tools.ChatTool;
import ai.joinly.manager.agent.tools.GenericToolExecutor;
import ai.joinly.manager.agent.tools.MeetingToolGateway;
import ai.joinly.manager.agent.tools.OfferedTools;
import ai.joinly.manager.agent.tools.SpeakTool;
import ai.joinly.manager.agent.tools.ToolRoundState;
import ai.joinly.manager.agent.tools.ToolRunner;
import ai.joinly.manager.agent.tools.TurnEffect;
import ai.joinly.manager.agent.turn.answer.AnswerReader;
import ai.joinly.manager.agent.turn.answer.Reading;
import ai.joinly.manager.agent.turn.answer.Reading.Act;
import ai.joinly.manager.agent.turn.answer.Reading.AskAgain;
import ai.joinly.manager.agent.turn.answer.Reading.Unusable;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.agent.turn.answer.TurnFailure.Reason;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnTimes;
import ai.joinly.manager.llm.AnswerMode;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingSession.Presence;
import ai.joinly.manager.meeting.MeetingTool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final ModelCall asking;
  private final TurnState state = new TurnState();
  private final TurnClock clock;
  private final ToolRunner runner;
  private final AnswerReader reader;
  private final TurnEffect effect;

  /** Set under the lock of {@link #state} when an answer is about to be acted upon. */
  private volatile Optional<ToolRoundState> progress = Optional.empty();

  // Of the thread that runs the turn.
  private TokenUsage usage = TokenUsage.NONE;
  private int rounds;
  private Optional<TurnFailure> failure = Optional.empty();

  public Turn(TurnSetup setup) {
    this.setup = setup;
    this.session = setup.session();
    OfferedTools offered = new OfferedTools(session, setup.tools());
    List<ToolDefinition> tools = withEndTurn(offered.definitions());
    this.asking = new ModelCall(setup, tools);
    this.clock = new TurnClock(setup.nanoTime(), setup.heardAt());
    MeetingToolGateway calls =
        new MeetingToolGateway(
            (name, arguments) -> {
              if (name.equals(MeetingTool.SPEAK) || name.equals(MeetingTool.CHAT)) {
                state.answer();
              }
              return offered.call(name, arguments);
            },
            setup.actions(),
            state::isSuperseded,
            () -> !left().isPositive());
    Set<String> names = tools.stream().map(ToolDefinition::name).collect(Collectors.toSet());
    this.runner =
        new ToolRunner(
            names,
            calls,
            new SpeakTool(calls, setup.voice(), state, clock, setup.listener()),
            new ChatTool(calls, setup.own(), setup.listener(), ChatTool.MOST_PARTS),
            new GenericToolExecutor(calls, offered, setup.voice(), setup.listener()),
            clock,
            setup.listener(),
            setup.limits().toolCalls());
    this.reader = new AnswerReader(setup.text(), names);
    this.effect = new TurnEffect(setup.voice());
  }

  /** New words: a turn that thinks is cut off at once, one that acts ends after what it does. */
  public void supersede() {
    state.supersede();
  }

  /** Whether people hear or read its answer, or have done so. */
  public boolean hasAnswered() {
    return state.hasAnswered();
  }

  /** The newest answer that is, or was, acted upon. */
  public Optional<ToolRoundState> progress() {
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

  /** Returns why there was no answer, for a turn that failed or reached a limit. */
  public Optional<TurnFailure> failure() {
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
    return limit.map(
        reason -> {
          failed(new TurnFailure(Reason.LIMIT, "The turn was ended " + reason));
          return TurnOutcome.LIMIT;
        });
  }

  private Duration left() {
    return setup.limits().timeout().minus(clock.elapsed());
  }

  private TurnOutcome failed(TurnFailure why) {
    failure = Optional.of(why);
    setup.listener().onNote(LogLevel.WARN, why.userMessage());
    return TurnOutcome.FAILED;
  }

  /** Thinks and acts once; empty when the model is to be asked again. */
  private Optional<TurnOutcome> round() {
    if (!state.beginWaiting()) {
      return Optional.of(effect.hasActed() ? TurnOutcome.INTERRUPTED : TurnOutcome.ABORTED);
    }
    return switch (think()) {
      case Thought.Answered answered -> follow(answered.answer());
      case Thought.Failed none ->
          Optional.of(state.endWaiting() ? unanswered(none.why()) : TurnOutcome.ABORTED);
      case Thought.CutOff none -> {
        state.endWaiting();
        yield Optional.of(TurnOutcome.ABORTED);
      }
    };
  }

  /** A model that had answered before is not to blame for the end of the turn's time. */
  private TurnOutcome unanswered(LlmException why) {
    Optional<TurnOutcome> limit =
        rounds == 0 || left().isPositive() ? Optional.empty() : reachedLimit();
    return limit.orElseGet(() -> failed(new TurnFailure(Reason.MODEL, why.userMessage())));
  }

  /** What came of a request to the model. */
  private sealed interface Thought {
    record Answered(Assistant answer) implements Thought {}

    record Failed(LlmException why) implements Thought {}

    /** Nobody waits for it any more. */
    record CutOff() implements Thought {}
  }

  private Thought think() {
    session.show(Presence.THINKING);
    clock.asksModel();
    long asked = clock.now();
    try {
      LlmReply reply = asking.ask(this::left);
      usage = usage.plus(reply.usage());
      rounds++;
      return new Thought.Answered(reply.message());
    } catch (LlmException e) {
      return new Thought.Failed(e);
    } catch (InterruptedException e) {
      return new Thought.CutOff();
    } finally {
      clock.addLlm(asked);
    }
  }

  /** Does what the answer comes to, unless the turn was superseded meanwhile. */
  private Optional<TurnOutcome> follow(Assistant answer) {
    Reading reading = reader.read(answer, asking.isInText(), effect.isSettled());
    Optional<ToolRoundState> round =
        reading instanceof Act act
            ? Optional.of(new ToolRoundState(rounds, act.answer()))
            : Optional.empty();
    if (!state.endWaiting(() -> round.ifPresent(any -> progress = round))) {
      return Optional.of(TurnOutcome.ABORTED);
    }
    countAnswer(answer);
    return switch (reading) {
      case Act act -> act(round.orElseThrow());
      case AskAgain again -> {
        asking.complain(again);
        yield Optional.empty();
      }
      case Unusable unusable -> {
        answer
            .text()
            .ifPresent(text -> setup.listener().onNote(LogLevel.WARN, "Was not said: " + text));
        yield Optional.of(failed(unusable.failure()));
      }
    };
  }

  /**
   * Calls show that the model can call tools, also those that it makes when it is asked again. Text
   * shows the opposite only in place of a first answer: later it may be about what was done.
   */
  private void countAnswer(Assistant answer) {
    if (asking.isInText()) {
      return;
    }
    AnswerMode mode = setup.llm().answerMode();
    if (!answer.toolCalls().isEmpty()) {
      mode.answeredWithCalls();
    } else if (rounds == 1 && answer.text().isPresent()) {
      mode.answeredInText();
      if (mode.isText()) {
        setup.listener().onTextMode();
      }
    }
  }

  private Optional<TurnOutcome> act(ToolRoundState round) {
    Assistant answer = round.answer();
    session.show(Presence.BUSY);
    int said = runner.said();
    List<ToolResult> results = runner.run(round);
    effect.add(results, runner.said() > said);
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
    if (asks(answer, ToolRunner.END_TURN)) {
      return ended();
    }
    return Thread.currentThread().isInterrupted()
        ? Optional.of(TurnOutcome.ABORTED)
        : Optional.empty();
  }

  /** The model wants to end the turn; it gets one more chance to say what could not be said. */
  private Optional<TurnOutcome> ended() {
    return switch (effect.atEnd()) {
      case TurnEffect.End.Done done -> Optional.of(TurnOutcome.DONE);
      case TurnEffect.End.OnceMore again -> Optional.empty();
      case TurnEffect.End.Unsaid unsaid -> Optional.of(failed(unsaid.failure()));
    };
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
