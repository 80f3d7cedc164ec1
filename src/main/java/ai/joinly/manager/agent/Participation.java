package ai.joinly.manager.agent;

import ai.joinly.manager.agent.room.Addressing;
import ai.joinly.manager.agent.turn.ChatTool;
import ai.joinly.manager.agent.turn.OwnLines;
import ai.joinly.manager.agent.turn.Voice;
import ai.joinly.manager.agent.turn.Voice.MutedBy;
import ai.joinly.manager.agenttools.ToolBox;
import ai.joinly.manager.agenttools.ToolBoxListener;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.domain.usage.TurnReport;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.meeting.MeetingSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * An agent's part in its meeting while it is starting or running: its turns, its voice, the chat,
 * who is there, and what operators ask. An analyst takes no turns. Owned by the worker's thread.
 */
final class Participation {
  /** What was said before the agent was back is read within this time. */
  private static final Duration CATCH_UP = Duration.ofMinutes(1);

  private final AgentConfig config;
  private final Journal journal;
  private final InstantSource waiting;
  private final Memory memory;
  private final Voice voice;
  private final OwnLines own;
  private final Roster roster;
  private final ChatReading chat;
  private final OperatorDesk operators;
  private final ToolBox tools;
  private final Optional<TurnTaking> turns;
  private Optional<MeetingSession> session = Optional.empty();
  // After a restart: what was said before is remembered, but not answered any more.
  private Optional<Instant> answerable = Optional.empty();
  // Until when such words can come; by the clock for waiting.
  private Optional<Instant> catchesUpUntil = Optional.empty();
  // Whether there were words since the agent has been in this session's meeting.
  private boolean wordsWereHeard;
  // Whether the agent has been in its meeting since it was started.
  private boolean hasBeenIn;

  /**
   * @throws ai.joinly.manager.domain.InvalidFieldsException when the operator does not allow the
   *     agent's further tool servers
   */
  Participation(
      Journal journal,
      LlmClient llm,
      Memory memory,
      Children children,
      Mailbox mailbox,
      AgentServices services) {
    this.config = journal.agent().config();
    this.journal = journal;
    this.waiting = services.waiting();
    this.memory = memory;
    this.voice = new Voice(services.settings().joinly().speechTimeout(), journal::muted);
    this.own = new OwnLines(config.address()::hideAddress);
    this.roster = new Roster(config.name(), children, mailbox, waiting);
    this.chat =
        new ChatReading(
            journal.agent().id(),
            config,
            own,
            services.settings().agents().chatPoll(),
            services.store(),
            services.clock(),
            children,
            mailbox);
    this.operators =
        new OperatorDesk(
            config.conversationMode(),
            voice,
            (calls, listener) -> new ChatTool(calls, own, listener),
            memory,
            journal,
            children,
            mailbox);
    this.tools =
        switch (config.conversationMode()) {
          case CONVERSATIONAL -> services.tools().open(config, new ToolNews(mailbox));
          case ANALYST -> ToolBox.EMPTY;
        };
    this.turns =
        switch (config.conversationMode()) {
          case CONVERSATIONAL ->
              Optional.of(
                  new TurnTaking(
                      memory,
                      new TurnStarter(
                          config, llm, voice, own, roster, tools, memory, children, mailbox,
                          services),
                      () ->
                          new Addressing(
                              config,
                              services.rooms().othersOf(journal.agent().id(), config),
                              journal::info),
                      services.nanoTime()));
          case ANALYST -> Optional.empty();
        };
  }

  /** Goes on where another process ended, as {@link TurnTaking#restore} has it. */
  void restore(Restored restored, Instant notBefore) {
    answerable = Optional.of(notBefore);
    hasBeenIn = journal.agent().meetingStatus().hasBeenIn();
    if (memory.isMuted()) {
      voice.muted(Optional.of(MutedBy.OPERATOR)); // before anything can be said
    }
    turns.ifPresent(t -> t.restore(restored, notBefore));
  }

  /** The agent is in its meeting since {@code since}, for the first time or again. */
  void enter(MeetingSession joined, Instant since) {
    session = Optional.of(joined);
    if (voice.muted().equals(Optional.of(MutedBy.ITSELF))) {
      voice.muted(Optional.empty()); // a new session has a voice
    }
    wordsWereHeard = false;
    if (answerable.isPresent() && catchesUpUntil.isEmpty()) {
      catchesUpUntil = Optional.of(waiting.instant().plus(CATCH_UP));
    }
    if (voice.muted().isPresent()) {
      operators.muteAgain(joined);
    }
    roster.reset();
    if (turns.isPresent()) {
      roster.refresh(joined);
    }
    chat.enter(joined, since, hasBeenIn);
    hasBeenIn = true;
    turns.ifPresent(t -> t.enter(joined));
  }

  /** The agent is in no meeting any more: nothing new begins. */
  void exit() {
    session = Optional.empty();
    chat.exit();
    journal.shows(Hindrance.CHAT, Optional.empty());
    turns.ifPresent(TurnTaking::exit);
  }

  /** The agent is active no more. */
  void end() {
    exit();
    tools.close();
    journal.toolServersOver();
  }

  void onSegments(List<Segment> segments) {
    if (!wordsWereHeard && voice.muted().isPresent()) {
      session.ifPresent(operators::muteAgain); // the first words have undone it at the server
    }
    wordsWereHeard = true;
    roster.onSegments(segments);
    turns.ifPresent(t -> t.onSegments(segments));
  }

  /**
   * @param joinedAt the zero of the segments' times
   * @param at when it was heard, by {@link System#nanoTime}
   */
  void onUtterance(List<Segment> segments, Instant joinedAt, long at) {
    boolean outdated = isOutdated(segments, joinedAt);
    turns.ifPresent(t -> t.onUtterance(segments, outdated, at));
  }

  /** Whether words were said so long before a restart that nobody waits for an answer. */
  private boolean isOutdated(List<Segment> utterance, Instant joinedAt) {
    if (catchesUpUntil.filter(end -> !waiting.instant().isBefore(end)).isPresent()) {
      answerable = Optional.empty(); // all is new by now, whatever the time of day has become
    }
    if (answerable.isEmpty() || utterance.isEmpty()) {
      return false;
    }
    return joinedAt
        .plusMillis(Math.round(utterance.getLast().end() * 1_000))
        .isBefore(answerable.get());
  }

  void onReport(Message.ParticipationReport report) {
    switch (report) {
      case Message.RoundCompleted round ->
          turns.ifPresent(t -> t.onRound(round.turn(), round.round()));
      case Message.PromptRefused refused ->
          turns.ifPresent(t -> t.onPromptRefused(refused.refusal()));
      case Message.Said said -> turns.ifPresent(t -> t.onSaid(said.turn(), said.text()));
      case Message.OnlySpeechLeft any -> turns.ifPresent(TurnTaking::onOnlySpeech);
      case Message.ParticipantsListed listed -> roster.onListed(listed.participants());
      case Message.OperatorMuted order -> memory.muted(order.muted());
      case Message.ChatSent sent ->
          journal.chat(
              new ChatLine(sent.text(), Optional.of(config.name()), Optional.empty(), true));
      case Message.ChatRead read -> onChat(read);
      case Message.ToolServerChanged changed ->
          journal.toolServer(changed.server(), changed.trouble());
      case Message.ChatTrouble trouble -> {
        if (session.isPresent()) {
          journal.shows(Hindrance.CHAT, trouble.sentence());
        }
      }
    }
  }

  private void onChat(Message.ChatRead read) {
    for (ChatLine line : read.lines()) {
      journal.chat(line);
      if (!read.old()) {
        journal.info(line.sender().orElse("Somebody") + " wrote in the chat: " + line.text());
        turns.ifPresent(t -> t.onChat(line, false, read.at()));
      }
    }
  }

  void onTurnEnded(TurnReport report) {
    session.ifPresent(roster::refresh);
    turns.ifPresent(t -> t.onTurnEnded(report.number(), report.outcome()));
  }

  void onOperate(Message.Operate operate) throws AgentRefusedException {
    operators.handle(
        operate, session.orElseThrow(() -> Refusals.notInMeeting(journal.wantsMeeting())));
  }

  /** Puts what is heard of the further tool servers into the agent's log. */
  private record ToolNews(Mailbox mailbox) implements ToolBoxListener {
    @Override
    public void onTrouble(String sentence) {
      mailbox.put(new Message.Noted(LogLevel.WARN, sentence));
    }

    @Override
    public void onDown(String server, String sentence) {
      mailbox.put(new Message.ToolServerChanged(server, Optional.of(sentence)));
    }

    @Override
    public void onUp(String server) {
      mailbox.put(new Message.ToolServerChanged(server, Optional.empty()));
    }

    @Override
    public void onNews(String sentence) {
      mailbox.put(new Message.Noted(LogLevel.INFO, sentence));
    }
  }
}
