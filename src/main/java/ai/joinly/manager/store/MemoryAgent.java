package ai.joinly.manager.store;

import ai.joinly.manager.model.Agent;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a {@link MemoryStore} keeps of one agent beside its events. Guarded by the store's lock. */
final class MemoryAgent {
  private final long age;
  private final TreeMap<Long, StoredAction> openActions = new TreeMap<>();
  private final TreeMap<Long, String> messages = new TreeMap<>();
  private Agent agent;
  private boolean wantsMeeting;
  private long lastSeq;
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
    agent = change.agent();
    wantsMeeting = change.wantsMeeting();
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

  /** There is an event with the number {@code seq}. */
  void happened(long seq) {
    lastSeq = seq;
  }

  /** The events up to {@code through} are not kept any more. */
  void forget(long through) {
    oldest = through + 1;
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

  /** The newest ones, oldest first. */
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
