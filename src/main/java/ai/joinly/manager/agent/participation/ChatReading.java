package ai.joinly.manager.agent.participation;

import ai.joinly.manager.agent.AgentContext;
import ai.joinly.manager.agent.session.Impairment;
import ai.joinly.manager.agent.tools.SentMessageTracker;
import ai.joinly.manager.agent.turn.TurnScheduler;
import ai.joinly.manager.agent.worker.TaskScope;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.ChatLine;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.store.PageLimit;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chat of the meeting: follows it while the agent is in its meeting, records messages of others and
 * passes them to the turns. Owned by the agent's thread.
 */
final class ChatReading {
  private static final PageLimit PAGE = new PageLimit(100, 64 * 1024);
  private static final int MAX_REMEMBERED = 10_000;
  private static final int MAX_CHARACTERS = 1_000_000;

  private final AgentContext context;
  private final AgentConfig config;
  private final SentMessageTracker own;
  private final TaskScope stay;
  private final Optional<TurnScheduler> turns;
  private Optional<Thread> follower = Optional.empty();

  /**
   * @param turns empty for an analyst, which only records
   */
  ChatReading(
      AgentContext context, SentMessageTracker own, TaskScope stay, Optional<TurnScheduler> turns) {
    this.context = context;
    this.config = context.config();
    this.own = own;
    this.stay = stay;
    this.turns = turns;
  }

  /**
   * Starts to follow the chat.
   *
   * @param since when the meeting was joined
   * @param again whether the agent was in this meeting before
   */
  void enter(MeetingSession session, Instant since, boolean again) {
    exit();
    if (!config.chat()
        || session.tools().stream().noneMatch(t -> t.name().equals(MeetingTool.CHAT_HISTORY))) {
      return;
    }
    follower = Optional.of(context.tasks().start("chat", () -> follow(session, since, again)));
  }

  private void follow(MeetingSession session, Instant since, boolean again) {
    new ChatFollower(
            session,
            config.name(),
            own,
            context.services().settings().agents().chatPoll(),
            again ? Optional.of(reportedBefore()) : Optional.empty(),
            since,
            context.services().clock(),
            new Reporter())
        .run();
  }

  /** Stops following the chat. */
  void exit() {
    follower.ifPresent(Thread::interrupt);
    follower = Optional.empty();
    context.journal().shows(Impairment.CHAT, Optional.empty());
  }

  private void onLines(List<ChatLine> lines, boolean old, long at) {
    for (ChatLine line : lines) {
      context.journal().chat(line);
      if (!old) {
        context
            .journal()
            .info(line.sender().orElse("A participant") + " wrote in the chat: " + line.text());
        turns.ifPresent(t -> t.onChat(line, false, at));
      }
    }
  }

  private void onTrouble(Optional<String> sentence) {
    if (follower.isPresent()) {
      context.journal().shows(Impairment.CHAT, sentence);
    }
  }

  /** Reports from the follower's thread to the agent's own. */
  private final class Reporter implements ChatFollower.Listener {
    @Override
    public void onLines(List<ChatLine> lines, boolean old) {
      long at = System.nanoTime();
      int characters = lines.stream().mapToInt(line -> line.text().length()).sum();
      stay.execute(characters, () -> ChatReading.this.onLines(lines, old, at));
    }

    @Override
    public void onNote(String sentence) {
      context.log(LogLevel.WARN, sentence);
    }

    @Override
    public void onTrouble(Optional<String> sentence) {
      stay.execute(() -> ChatReading.this.onTrouble(sentence));
    }
  }

  /** Returns the texts of all recorded lines; runs on the follower's thread. */
  private Set<String> reportedBefore() {
    Set<String> reported = new HashSet<>();
    int characters = 0;
    long after = 0;
    List<StoredEvent> page = page(after);
    while (!page.isEmpty() && reported.size() < MAX_REMEMBERED && characters < MAX_CHARACTERS) {
      for (StoredEvent event : page) {
        if (EventReader.read(event.json()).data() instanceof EventData.ChatWritten written) {
          // In the form in which it is read; the agent's own lines are stored unchanged.
          String text = config.address().hideAddress(written.line().text());
          reported.add(text);
          characters += text.length();
        }
      }
      after = page.getLast().seq();
      page = page(after);
    }
    return reported;
  }

  private List<StoredEvent> page(long after) {
    return context.services().store().events(context.id(), EnumSet.of(EventType.CHAT), after, PAGE);
  }
}
