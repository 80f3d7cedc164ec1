package ai.joinly.manager.agent;

import ai.joinly.manager.agent.conversation.ConversationState;
import ai.joinly.manager.agent.session.SessionRecords;
import ai.joinly.manager.agent.turn.TurnScheduler;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.StoredAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Restorer of the agents that a previous process stored. For one thread. */
final class FleetRestorer {
  private static final System.Logger LOGGER = System.getLogger(FleetRestorer.class.getName());
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(5);
  private static final int MESSAGES = 60;
  private static final int MAX_CHARACTERS = 1_000_000;
  private static final int NEWEST = 100;
  private static final PageLimit PAGE = new PageLimit(NEWEST, 64 * 1024);
  private static final Set<EventType> WORDS = EnumSet.of(EventType.UTTERANCE, EventType.CHAT);

  /** Placeholder for the configuration of a deleted agent. */
  private static final AgentConfig ORPHAN = AgentConfig.of("deleted", "http://localhost");

  private final AgentServices services;
  private final Capacity capacity;
  private final AgentDirectory directory;

  FleetRestorer(AgentServices services, Capacity capacity, AgentDirectory directory) {
    this.services = services;
    this.capacity = capacity;
    this.directory = directory;
  }

  /**
   * Resumes the agents that were active, lists the others as they were, and ends the sessions that
   * no agent uses.
   */
  void restore() {
    Map<AgentId, List<KnownSession>> sessions =
        services.store().sessions().stream().collect(Collectors.groupingBy(KnownSession::agentId));
    List<StoredAgent> agents = services.store().agents();
    // Before the first agent is restored: each must recognize the words of the other agents.
    agents.stream()
        .map(StoredAgent::agent)
        .filter(agent -> agent.status().isActive())
        .forEach(agent -> services.rooms().enter(agent.id(), agent.config()));
    logSummary(agents, sessions);
    for (StoredAgent stored : agents) {
      if (restore(stored, Optional.ofNullable(sessions.get(stored.agent().id())))) {
        sessions.remove(stored.agent().id());
      }
    }
    sessions.values().forEach(this::endOrphans);
  }

  private void logSummary(List<StoredAgent> agents, Map<AgentId, List<KnownSession>> sessions) {
    long active = agents.stream().filter(stored -> stored.agent().status().isActive()).count();
    long known = sessions.values().stream().mapToLong(List::size).sum();
    if (active + known == 0) {
      return;
    }
    boolean resumes = services.settings().resume().enabled();
    long kept =
        agents.stream()
            .filter(stored -> resumes && stored.agent().status() != AgentStatus.STOPPING)
            .filter(stored -> stored.agent().status().isActive())
            .filter(stored -> sessions.containsKey(stored.agent().id()))
            .count();
    LOGGER.log(
        System.Logger.Level.INFO,
        "The previous process left {0} active agents and {1} meeting sessions: {2} sessions are"
            + " resumed if the joinly server still has them, the others are ended",
        active,
        known,
        kept);
  }

  /**
   * Restores one agent. A failure does not affect the other agents.
   *
   * @return whether the agent was restored
   */
  private boolean restore(StoredAgent stored, Optional<List<KnownSession>> sessions) {
    AgentId id = stored.agent().id();
    try {
      RecoveredAgent restored = restored(stored, sessions);
      directory
          .enter(
              new AgentDirectory.Place(id, stored.age()),
              gone -> new AgentWorker(restored, services, capacity, gone))
          .start();
      return true;
    } catch (StoreException e) {
      throw e; // affects all agents: no session must be ended because of it
    } catch (RuntimeException e) {
      // Only the class: the message could contain words from a meeting.
      LOGGER.log(
          System.Logger.Level.ERROR,
          "{0} cannot be restored from the store and is skipped: {1}",
          id,
          e.getClass().getName());
      return false;
    }
  }

  private RecoveredAgent restored(StoredAgent stored, Optional<List<KnownSession>> sessions) {
    AgentId id = stored.agent().id();
    List<String> messages = services.store().messages(id, MESSAGES);
    long through = ConversationState.throughOf(messages);
    return new RecoveredAgent(
        stored,
        services.store().log(id, AgentLog.MAX_LINES),
        sessions.orElse(List.of()),
        messages,
        services.store().openActions(id),
        stored.agent().status().isActive() ? unanswered(id, through) : List.of(),
        taken(id, through),
        services.store().orders(id),
        services.store().usage(id));
  }

  /** Returns the time of the newest utterance or chat message up to an event. */
  private Optional<Instant> taken(AgentId id, long through) {
    if (through == 0) {
      return Optional.empty();
    }
    Optional<StoredEvent> newest = Optional.empty();
    List<StoredEvent> page =
        services.store().events(id, WORDS, Math.max(0, through - NEWEST), PAGE);
    while (!page.isEmpty() && page.getFirst().seq() <= through) {
      for (StoredEvent event : page) {
        newest = event.seq() <= through ? Optional.of(event) : newest;
      }
      page = services.store().events(id, WORDS, page.getLast().seq(), PAGE);
    }
    return newest.map(event -> EventReader.read(event.json()).timestamp());
  }

  /**
   * Returns the newest utterances and chat messages after an event, up to the limit of pending turn
   * inputs.
   */
  private List<Event> unanswered(AgentId id, long after) {
    ArrayDeque<StoredEvent> newest = new ArrayDeque<>();
    int characters = 0;
    long from = after;
    List<StoredEvent> page = services.store().events(id, WORDS, from, PAGE);
    while (!page.isEmpty()) {
      for (StoredEvent event : page) {
        newest.add(event);
        characters += event.json().length();
        while (newest.size() > TurnScheduler.MAX_PENDING
            || (characters > MAX_CHARACTERS && newest.size() > 1)) {
          characters -= newest.removeFirst().json().length();
        }
      }
      from = page.getLast().seq();
      page = services.store().events(id, WORDS, from, PAGE);
    }
    return newest.stream().map(event -> EventReader.read(event.json())).toList();
  }

  /** Ends sessions of deleted agents. */
  private void endOrphans(List<KnownSession> orphans) {
    for (KnownSession orphan : orphans) {
      SessionRecords ledger =
          new SessionRecords(
              orphan.server(),
              new AgentRecorder(
                  Agent.created(orphan.agentId(), ORPHAN, orphan.openedAt()), services),
              services.store());
      ledger.remember(orphan);
      Thread.ofVirtual()
          .name("orphan-" + orphan.agentId())
          .start(() -> services.meetings().leftOver(orphan, ledger).end(ORPHAN_LIMIT));
    }
  }
}
