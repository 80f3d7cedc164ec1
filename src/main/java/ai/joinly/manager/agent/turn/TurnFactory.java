package ai.joinly.manager.agent.turn;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.agent.conversation.Prompts;
import ai.joinly.manager.agent.participation.ParticipantRoster;
import ai.joinly.manager.agent.room.NameTrigger;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.tools.SpeechLock;
import ai.joinly.manager.agent.turn.answer.TextPolicy;
import ai.joinly.manager.agent.turn.answer.TurnFailure;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.domain.usage.TurnOutcome;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Factory of turns. Each turn runs as a child task. Confined to the agent's thread. */
public final class TurnFactory {
  private static final TurnFailure DEFECT =
      new TurnFailure(
          TurnFailure.Reason.DEFECT,
          "The turn failed because of an internal error; see the manager's log");

  private final AgentContext context;
  private final LlmClient llm;
  private final SpeechLock voice;
  private final SentMessageTracker own;
  private final ParticipantRoster roster;
  private final ToolBox tools;
  private final ConversationState memory;
  private final BiConsumer<TurnReport, Optional<TurnFailure>> onTurnEnded;

  /**
   * @param onTurnEnded called on the agent's thread after all other reports of a turn
   */
  public TurnFactory(
      AgentContext context,
      LlmClient llm,
      SpeechLock voice,
      SentMessageTracker own,
      ParticipantRoster roster,
      ToolBox tools,
      ConversationState memory,
      BiConsumer<TurnReport, Optional<TurnFailure>> onTurnEnded) {
    this.context = context;
    this.llm = llm;
    this.voice = voice;
    this.own = own;
    this.roster = roster;
    this.tools = tools;
    this.memory = memory;
    this.onTurnEnded = onTurnEnded;
  }

  /**
   * Starts a turn about {@code words}, which are already part of the conversation.
   *
   * @param listener receives the turn's reports
   * @param earlier lines of the conversation before these words
   * @param heardAt when the newest words arrived, by {@link System#nanoTime}
   * @param callers the people whose words started the turn
   */
  RunningTurn start(
      long number,
      TurnListener listener,
      MeetingSession session,
      List<TurnInput> words,
      String earlier,
      long heardAt,
      Set<String> callers) {
    AgentConfig config = context.config(); // it can change from turn to turn
    Instant startedAt = context.services().clock().instant();
    Prompts.Situation situation =
        new Prompts.Situation(
            startedAt.atZone(context.services().settings().agents().zoneOf(config)),
            words,
            earlier,
            roster.present(),
            memory.conversation().hints());
    Turn turn =
        new Turn(
            new TurnSetup(
                Prompts.system(config, situation),
                textPolicy(config, words, situation),
                memory.conversation().messages(),
                llm,
                session,
                tools,
                voice,
                own,
                context.services().settings().agents().turns(),
                memory.actionsOf(number),
                listener,
                System::nanoTime,
                heardAt));
    context.tasks().start("turn", () -> run(turn, config, number, startedAt));
    return new RunningTurn(number, turn, callers);
  }

  private TextPolicy textPolicy(
      AgentConfig config, List<TurnInput> words, Prompts.Situation situation) {
    NameTrigger trigger = new NameTrigger(config);
    boolean addressed =
        config.nameTrigger() || memory.conversation().unanswered().stream().anyMatch(trigger::isIn);
    return new TextPolicy(
        config.name(),
        addressed || config.prompt().style() == PromptStyle.DYADIC,
        !words.isEmpty() && words.stream().allMatch(TurnInput.Chat.class::isInstance),
        () -> Prompts.inTextMode(config, situation));
  }

  private void run(Turn turn, AgentConfig config, long number, Instant startedAt) {
    TurnOutcome outcome = TurnOutcome.FAILED;
    Optional<TurnFailure> failure = Optional.of(DEFECT);
    try {
      outcome = turn.run();
      failure = turn.failure();
    } finally {
      if (failure.equals(Optional.of(DEFECT))) {
        context.log(LogLevel.WARN, DEFECT.userMessage());
      }
      TurnReport report =
          new TurnReport(
              number,
              outcome,
              startedAt,
              turn.times(),
              turn.rounds(),
              turn.toolCalls(),
              config.llmProvider(),
              config.llmModel(),
              turn.usage(),
              context
                  .services()
                  .settings()
                  .prices()
                  .of(config.llmModel())
                  .map(price -> price.of(turn.usage())));
      Optional<TurnFailure> why = failure;
      context.executor().execute(() -> onTurnEnded.accept(report, why));
    }
  }
}
