package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.Conversation;
import ai.joinly.manager.agent.turn.NameTrigger;
import ai.joinly.manager.agent.turn.Prompts;
import ai.joinly.manager.agent.turn.TranscriptText;
import ai.joinly.manager.agent.turn.Turn;
import ai.joinly.manager.agent.turn.TurnListener;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.LogLevel;
import ai.joinly.manager.model.Role;
import ai.joinly.manager.model.Segment;
import ai.joinly.manager.model.TurnOutcome;
import ai.joinly.manager.model.WireName;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.tool.ToolBox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When the agent takes its turn: after each utterance that concerns it, one turn at a time, over
 * all that was said since the last. Owned by the worker's thread.
 */
final class TurnTaking {
  /** What waits for a turn at most; the oldest gives way. */
  static final int MOST_PENDING = 500;

  private final AgentId agentId;
  private final AgentConfig config;
  private final LlmClient llm;
  private final Children children;
  private final Mailbox mailbox;
  private final Duration limit;
  private final Clock clock;
  private final TurnObserver observer;
  private final NameTrigger trigger;
  private final Memory memory;
  private final ToolBox tools;
  private final Store store;
  private final ArrayDeque<Segment> pending = new ArrayDeque<>();
  private Optional<MeetingSession> session = Optional.empty();
  private Optional<Turn> running = Optional.empty();
  private boolean due;

  TurnTaking(
      AgentId agentId,
      AgentConfig config,
      LlmClient llm,
      Children children,
      Mailbox mailbox,
      AgentServices services,
      Memory memory,
      ToolBox tools) {
    this.agentId = agentId;
    this.config = config;
    this.llm = llm;
    this.children = children;
    this.mailbox = mailbox;
    this.limit = services.settings().turns().timeout();
    this.clock = services.clock();
    this.observer = services.turns();
    this.store = services.store();
    this.memory = memory;
    this.tools = tools;
    this.trigger = new NameTrigger(config.name());
  }

  /**
   * Goes on where another process ended.
   *
   * @param unanswered utterances that no turn was about yet
   * @param notBefore what was said before is remembered, but not answered any more
   */
  void restore(List<Event> unanswered, Instant notBefore) {
    for (Event event : unanswered) {
      if (event.data() instanceof EventData.UtteranceHeard heard) {
        onUtterance(heard.segments(), event.timestamp().isBefore(notBefore));
      }
    }
  }

  /**
   * The agent is in a meeting (again): what was said before it fell out may still want an answer.
   */
  void enter(MeetingSession joined) {
    session = Optional.of(joined);
    takeTurnIfDue();
  }

  /** The agent is in no meeting any more: nothing new begins. */
  void exit() {
    session = Optional.empty();
    running.ifPresent(Turn::supersede);
  }

  /**
   * Words of a participant reach further than the end of the utterance: a thought is cut off now.
   */
  void onSegments(List<Segment> segments) {
    if (!config.nameTrigger()
        && segments.stream().anyMatch(segment -> segment.role() == Role.PARTICIPANT)) {
      running.ifPresent(Turn::supersede);
    }
  }

  /**
   * @param outdated whether it was said too long ago to be answered: it is only remembered
   */
  void onUtterance(List<Segment> segments, boolean outdated) {
    for (Segment segment : segments) {
      if (pending.size() == MOST_PENDING) {
        pending.removeFirst();
      }
      pending.addLast(segment);
    }
    if (outdated) {
      return;
    }
    if (config.nameTrigger() && !trigger.isIn(TranscriptText.words(segments))) {
      return;
    }
    due = true;
    running.ifPresent(Turn::supersede);
    takeTurnIfDue();
  }

  void onRound(long turn, ChatMessage.Assistant answer, List<ChatMessage.ToolResult> results) {
    if (turn == memory.lastTurn()) {
      memory.conversation().addRound(answer, results);
    }
  }

  void onTurnEnded(Message.TurnEnded ended) {
    Duration duration = Duration.between(ended.begun(), clock.instant());
    observer.onTurnEnded(ended.outcome(), duration);
    store.write(
        new Change.TurnEnded(
            agentId,
            ended.turn(),
            ended.begun(),
            duration,
            ended.outcome().name().toLowerCase(Locale.ROOT),
            WireName.of(config.llmProvider()),
            config.llmModel(),
            ended.usage().input(),
            ended.usage().output(),
            ended.usage().cachedInput()));
    if (ended.turn() == memory.lastTurn()) {
      running = Optional.empty();
      takeTurnIfDue();
    }
  }

  private void takeTurnIfDue() {
    if (!due || running.isPresent() || session.isEmpty()) {
      return;
    }
    due = false;
    List<Segment> utterance = new ArrayList<>(pending);
    pending.clear();
    Conversation conversation = memory.conversation();
    String context = conversation.recentContext();
    memory.hear(String.join("\n", TranscriptText.lines(utterance)));
    long number = memory.nextTurn();
    Instant begun = clock.instant();
    Turn turn =
        new Turn(
            Prompts.system(config, LocalDate.now(clock), utterance, context),
            conversation.messages(),
            llm,
            session.get(),
            tools,
            limit,
            System::nanoTime,
            memory.actionsOfTurn(),
            new Reporter(number));
    running = Optional.of(turn);
    children.spawn(
        "turn",
        () -> {
          TurnOutcome outcome = TurnOutcome.FAILED;
          try {
            outcome = turn.run();
          } finally {
            mailbox.put(new Message.TurnEnded(number, outcome, turn.usage(), begun));
          }
        });
  }

  /** Tells the worker what a turn does. */
  private final class Reporter implements TurnListener {
    private final long number;

    Reporter(long number) {
      this.number = number;
    }

    @Override
    public void onRound(ChatMessage.Assistant answer, List<ChatMessage.ToolResult> results) {
      mailbox.put(new Message.RoundCompleted(number, answer, results));
    }

    @Override
    public void onNote(LogLevel level, String text) {
      mailbox.put(new Message.TurnNoted(number, level, text));
    }
  }
}
