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
 * One turn of an agent: calls the model, executes its tool calls and passes the results back, until
 * the model ends the turn. {@link #run} is called on one thread, which alone may read the results.
 * {@link #supersede}, {@link #hasAnswered} and {@link #progress} may be called by any thread.
 */
public final class Turn {
  private static final ToolDefinition END_TURN =
      new ToolDefinition(
          ToolRunner.END_TURN,
          "Ends your turn. Call it when you have nothing (more) to say or do until someone speaks"
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

  /** Set under the lock of {@link #state} when the execution of an answer starts. */
  private volatile Optional<ToolRoundState> progress = Optional.empty();

  // Confined to the thread that runs the turn.
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
            new ChatTool(calls, setup.own(), setup.listener(), ChatTool.MAX_PARTS),
            new GenericToolExecutor(calls, offered, setup.voice(), setup.listener()),
            clock,
            setup.listener(),
            setup.limits().toolCalls());
    this.reader = new AnswerReader(setup.text(), names);
    this.effect = new TurnEffect(setup.voice());
  }

  /**
   * Ends the turn because of new words: immediately if it waits for the model, otherwise after the
   * current round.
   */
  public void supersede() {
    state.supersede();
  }

  /** Returns whether people have started to hear or read its answer. */
  public boolean hasAnswered() {
    return state.hasAnswered();
  }

  /** Returns the newest round whose execution has started. */
  public Optional<ToolRoundState> progress() {
    return progress;
  }

  /** Returns the tokens used. */
  public TokenUsage usage() {
    return usage;
  }

  /** Returns the number of the model's answers. */
  public int rounds() {
    return rounds;
  }

  /** Returns the number of tool calls. */
  public int toolCalls() {
    return runner.made();
  }

  /** Returns the durations of the turn's parts. */
  public TurnTimes times() {
    return clock.times();
  }

  /** Returns why there was no answer, for a turn that failed or reached a limit. */
  public Optional<TurnFailure> failure() {
    return failure;
  }

  /** Runs the turn to its end. An interrupt ends it early. */
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

  /** Calls the model once and executes its answer; empty if the model must be called again. */
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

  /**
   * Returns the outcome of a failed model call. If the model has answered before and the time of
   * the turn is up, the outcome is the limit, not a failure of the model.
   */
  private TurnOutcome unanswered(LlmException why) {
    Optional<TurnOutcome> limit =
        rounds == 0 || left().isPositive() ? Optional.empty() : reachedLimit();
    return limit.orElseGet(() -> failed(new TurnFailure(Reason.MODEL, why.userMessage())));
  }

  /** Result of a request to the model. */
  private sealed interface Thought {
    record Answered(Assistant answer) implements Thought {}

    record Failed(LlmException why) implements Thought {}

    /** The request was cancelled. */
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

  /** Executes the answer, unless the turn was superseded in the meantime. */
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
   * Records whether the model calls tools. Tool calls are evidence for it in every answer. Text is
   * evidence against it only in the first answer: a later text may be a remark on the results.
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

  /**
   * Handles the model's request to end the turn. If its answer was not heard, the model gets one
   * more attempt.
   */
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
