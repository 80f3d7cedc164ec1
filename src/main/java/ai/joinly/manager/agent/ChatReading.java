package ai.joinly.manager.agent;

import ai.joinly.manager.agent.turn.OwnLines;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.meeting.MeetingSession;
import ai.joinly.manager.meeting.MeetingTool;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets the chat be followed while the agent is in its meeting. Owned by the worker's thread. */
final class ChatReading {
  private static final PageLimit PAGE = new PageLimit(100, 64 * 1024);
  private static final int MOST_REMEMBERED = 10_000;
  private static final int MOST_CHARACTERS = 1_000_000;

  private final AgentId agentId;
  private final AgentConfig config;
  private final OwnLines own;
  private final Duration pause;
  private final Store store;
  private final InstantSource clock;
  private final Children children;
  private final Mailbox mailbox;
  private Optional<Children.Child> follower = Optional.empty();

  ChatReading(
      AgentId agentId,
      AgentConfig config,
      OwnLines own,
      Duration pause,
      Store store,
      InstantSource clock,
      Children children,
      Mailbox mailbox) {
    this.agentId = agentId;
    this.config = config;
    this.own = own;
    this.pause = pause;
    this.store = store;
    this.clock = clock;
    this.children = children;
    this.mailbox = mailbox;
  }

  /**
   * @param since when the meeting was joined
   * @param again whether the agent has been in this meeting before
   */
  void enter(MeetingSession session, Instant since, boolean again) {
    exit();
    if (!config.chat()
        || session.tools().stream().noneMatch(t -> t.name().equals(MeetingTool.CHAT_HISTORY))) {
      return;
    }
    follower =
        Optional.of(
            children.spawn(
                "chat",
                () ->
                    new ChatFollower(
                            session,
                            config.name(),
                            own,
                            pause,
                            again ? Optional.of(toldBefore()) : Optional.empty(),
                            since,
                            clock,
                            mailbox)
                        .run()));
  }

  void exit() {
    follower.ifPresent(Children.Child::interrupt);
    follower = Optional.empty();
  }

  /** All lines that the agent ever told of; read on the follower's thread. */
  private Set<String> toldBefore() {
    Set<String> told = new HashSet<>();
    int characters = 0;
    long after = 0;
    List<StoredEvent> page = page(after);
    while (!page.isEmpty() && told.size() < MOST_REMEMBERED && characters < MOST_CHARACTERS) {
      for (StoredEvent event : page) {
        if (EventReader.read(event.json()).data() instanceof EventData.ChatWritten written) {
          // As it is read now; the agent's own lines are stored as it wrote them.
          String text = config.address().hideAddress(written.line().text());
          told.add(text);
          characters += text.length();
        }
      }
      after = page.getLast().seq();
      page = page(after);
    }
    return told;
  }

  private List<StoredEvent> page(long after) {
    return store.events(agentId, EnumSet.of(EventType.CHAT), after, PAGE);
  }
}
