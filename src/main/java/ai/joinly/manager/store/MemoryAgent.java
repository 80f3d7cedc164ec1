package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.KeptConfig;
import ai.joinly.manager.event.StoredEvent;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Data of one agent in a {@link MemoryStore}. Guarded by the store's lock. */
final class MemoryAgent {
  private static final int MESSAGES_KEPT = 200;

  private final long age;
  private final TreeMap<Long, StoredAction> openActions = new TreeMap<>();
  private final TreeMap<Long, String> messages = new TreeMap<>();
  private Agent agent;
  private boolean wantsMeeting;
  private long lastSeq;
  private final TreeMap<Long, StoredEvent> events = new TreeMap<>();
  private long oldest = 1;
  private long lastTurn;
  private long lastAction;
  private Optional<String> usage = Optional.empty();
  private Optional<String> orders = Optional.empty();
  private Optional<String> analysis = Optional.empty();

  MemoryAgent(Agent agent, long age) {
    this.agent = agent;
    this.age = age;
  }

  void change(Change.AgentChanged change) {
    agent = change.agent().keeping(agent.kept());
    wantsMeeting = change.wantsMeeting();
  }

  void reconfigure(Change.AgentReconfigured change) {
    agent = agent.keeping(KeptConfig.of(change.config()));
  }

  void intend(Change.ActionIntended change) {
    openActions.put(
        change.action(),
        new StoredAction(
            change.action(), change.turn(), change.tool(), change.arguments(), change.at()));
    lastAction = Math.max(lastAction, change.action());
    lastTurn = Math.max(lastTurn, change.turn());
  }

  void end(Change.ActionEnded change) {
    openActions.remove(change.action());
  }

  void end(Change.TurnEnded change) {
    lastTurn = Math.max(lastTurn, change.turn());
  }

  void add(Change.MessageAdded change) {
    messages.put(change.number(), change.json());
    if (messages.size() > MESSAGES_KEPT) {
      messages.pollFirstEntry();
    }
  }

  void save(Change.UsageSaved change) {
    usage = Optional.of(change.json());
  }

  void save(Change.OrdersSaved change) {
    orders = Optional.of(change.json());
  }

  void save(Change.AnalysisSaved change) {
    analysis = Optional.of(change.json());
  }

  void happened(StoredEvent event) {
    lastSeq = event.seq();
    events.put(event.seq(), event);
  }

  /** Returns the events after the number {@code seq}, oldest first. */
  Collection<StoredEvent> eventsAfter(long seq) {
    return events.tailMap(seq, false).values();
  }

  /** Removes the events up to {@code through} and returns them. */
  List<StoredEvent> forget(long through) {
    oldest = Math.max(oldest, through + 1);
    SortedMap<Long, StoredEvent> old = events.headMap(through, true);
    List<StoredEvent> forgotten = List.copyOf(old.values());
    old.clear();
    return forgotten;
  }

  AgentConfig config() {
    return agent.config();
  }

  StoredAgent stored() {
    return new StoredAgent(
        agent,
        age,
        wantsMeeting,
        lastSeq,
        lastAction,
        lastTurn,
        messages.isEmpty() ? 0 : messages.lastKey());
  }

  SeqRange seqRange() {
    return new SeqRange(oldest, lastSeq);
  }

  /** Returns the newest messages, oldest first. */
  List<String> messages(int most) {
    List<String> all = List.copyOf(messages.values());
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  List<StoredAction> openActions() {
    return List.copyOf(openActions.values());
  }

  Optional<String> usage() {
    return usage;
  }

  Optional<String> orders() {
    return orders;
  }

  Optional<String> analysis() {
    return analysis;
  }
}
