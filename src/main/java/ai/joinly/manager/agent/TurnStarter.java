package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.CompletedRound;
import ai.joinly.manager.agent.turn.Heard;
import ai.joinly.manager.agent.turn.NameTrigger;
import ai.joinly.manager.agent.turn.OwnLines;
import ai.joinly.manager.agent.turn.PromptRefusal;
import ai.joinly.manager.agent.turn.Prompts;
import ai.joinly.manager.agent.turn.Turn;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.agent.turn.TurnSetup;
import ai.joinly.manager.agent.turn.Voice;
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
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets turns begin, each on a child thread that reports to the mailbox. Owned by the worker. */
final class TurnStarter {
  private static final TurnFailure DEFECT =
      new TurnFailure(
          TurnFailure.Reason.DEFECT, "The turn failed by a defect of the manager; see its log");

  private final AgentConfig config;
  private final LlmClient llm;
  private final Voice voice;
  private final OwnLines own;
  private final Roster roster;
  private final ToolBox tools;
  private final Memory memory;
  private final Children children;
  private final Mailbox mailbox;
  private final AgentServices services;
  private final NameTrigger trigger;
  private final AtomicBoolean knowsTextMode = new AtomicBoolean();

  TurnStarter(
      AgentConfig config,
      LlmClient llm,
      Voice voice,
      OwnLines own,
      Roster roster,
      ToolBox tools,
      Memory memory,
      Children children,
      Mailbox mailbox,
      AgentServices services) {
    this.config = config;
    this.llm = llm;
    this.voice = voice;
    this.own = own;
    this.roster = roster;
    this.tools = tools;
    this.memory = memory;
    this.children = children;
    this.mailbox = mailbox;
    this.services = services;
    this.trigger = new NameTrigger(config);
  }

  /**
   * Begins a turn over {@code words}, which are in the conversation already.
   *
   * @param context earlier lines of the conversation
   * @param heardAt when the newest of the words came, by {@link System#nanoTime}
   * @param callers whose words made the turn begin
   */
  RunningTurn start(
      MeetingSession session,
      List<Heard> words,
      String context,
      long heardAt,
      Set<String> callers) {
    long number = memory.nextTurn();
    Instant begun = services.clock().instant();
    Prompts.Situation situation =
        new Prompts.Situation(
            begun.atZone(services.settings().agents().zoneOf(config)),
            words,
            context,
            roster.present(),
            memory.conversation().hints());
    Turn turn =
        new Turn(
            new TurnSetup(
                Prompts.system(config, situation),
                textPolicy(words, situation),
                memory.conversation().messages(),
                llm,
                session,
                tools,
                voice,
                own,
                services.settings().agents().turns(),
                memory.actionsOf(number),
                new Reporter(number),
                System::nanoTime,
                heardAt));
    children.spawn("turn", () -> run(turn, number, begun));
    return new RunningTurn(number, turn, callers);
  }

  private TextPolicy textPolicy(List<Heard> words, Prompts.Situation situation) {
    boolean addressed =
        config.nameTrigger() || memory.conversation().unanswered().stream().anyMatch(trigger::isIn);
    return new TextPolicy(
        config.name(),
        addressed || config.prompt().style() == PromptStyle.DYADIC,
        !words.isEmpty() && words.stream().allMatch(Heard.Chat.class::isInstance),
        () -> Prompts.inTextMode(config, situation));
  }

  private void run(Turn turn, long number, Instant begun) {
    TurnOutcome outcome = TurnOutcome.FAILED;
    Optional<TurnFailure> failure = Optional.of(DEFECT);
    try {
      outcome = turn.run();
      failure = turn.failure();
    } finally {
      if (failure.equals(Optional.of(DEFECT))) {
        mailbox.put(new Message.Noted(LogLevel.WARN, DEFECT.userMessage()));
      }
      mailbox.put(
          new Message.TurnEnded(
              new TurnReport(
                  number,
                  outcome,
                  begun,
                  turn.times(),
                  turn.rounds(),
                  turn.toolCalls(),
                  config.llmProvider(),
                  config.llmModel(),
                  turn.usage(),
                  services
                      .settings()
                      .prices()
                      .of(config.llmModel())
                      .map(price -> price.of(turn.usage()))),
              failure));
    }
  }

  /** Tells the worker what a turn does. */
  private final class Reporter implements TurnListener {
    private final long number;

    Reporter(long number) {
      this.number = number;
    }

    @Override
    public void onRound(CompletedRound round) {
      mailbox.put(new Message.RoundCompleted(number, round));
    }

    @Override
    public void onNote(LogLevel level, String text) {
      mailbox.put(new Message.Noted(level, text));
    }

    @Override
    public void onSaid(String text) {
      mailbox.put(new Message.Said(number, text));
    }

    @Override
    public void onChatSent(String text) {
      mailbox.put(new Message.ChatSent(text));
    }

    @Override
    public void onRefusal(PromptRefusal refusal) {
      mailbox.put(new Message.PromptRefused(refusal));
    }

    @Override
    public void onTextMode() {
      if (knowsTextMode.compareAndSet(false, true)) {
        onNote(
            LogLevel.WARN,
            "The language model %s does not call tools. It is in text mode until the manager is restarted: its text is spoken, and it cannot use tools"
                .formatted(config.llmModel()));
      }
    }

    @Override
    public void onOnlySpeech() {
      mailbox.put(new Message.OnlySpeechLeft());
    }
  }
}
