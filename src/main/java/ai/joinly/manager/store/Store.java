package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Keeps what must outlive the process. Thread-safe.
 *
 * <p>Writing never waits for the disk, unless so much is waiting to be written that memory would
 * run out. Reading blocks the calling (virtual) thread, not its carrier, and throws {@link
 * StoreException} when the store cannot be read. A row that cannot be read is left out of every
 * answer, reported once, and kept as it is: all events that are returned can be decoded.
 */
public interface Store extends AutoCloseable {
  /**
   * Writes {@code changes} down, all or none. What one thread writes is kept in the order of its
   * calls. While the store is broken changes wait, and are written once it works again. Changes
   * that come after the store was closed are dropped.
   */
  void write(List<Change> changes);

  /** As {@link #write(List)}. */
  default void write(Change... changes) {
    write(List.of(changes));
  }

  /**
   * As {@link #write(List)}, for those who must know.
   *
   * @return done once the changes are on the disk; with a {@link StoreException} when they never
   *     will be, since the store was closed before
   */
  CompletableFuture<Void> confirm(List<Change> changes);

  /** As {@link #confirm(List)}. */
  default CompletableFuture<Void> confirm(Change... changes) {
    return confirm(List.of(changes));
  }

  /**
   * Waits while so much waits to be written that nothing should be read from meetings now. For
   * whoever can leave unread what is kept elsewhere.
   */
  void awaitRoom() throws InterruptedException;

  /** How many calls wait to be written. */
  default int waiting() {
    return 0;
  }

  /** Why nothing can be written now, as a sentence for people; empty while all is well. */
  Optional<String> trouble();

  /**
   * Lets {@code listener} know of rows that cannot be read: of those found up to now, and of each
   * that is found later. Of one agent only the first few are passed on. It must neither block nor
   * throw.
   */
  default void onDamaged(Consumer<DamagedRow> listener) {}

  /** Returns how many rows were found that cannot be read. */
  default long damaged() {
    return 0;
  }

  /** All agents, oldest first. */
  List<StoredAgent> agents();

  /** The configuration of an agent; empty when there is no such agent. */
  Optional<AgentConfig> config(AgentId agentId);

  /** All sessions that are not known to be ended, oldest first. */
  List<KnownSession> sessions();

  /** Events of one agent with a larger {@code seq} than {@code after}, in order. */
  List<StoredEvent> events(AgentId agentId, long after, PageLimit limit);

  /** As {@link #events(AgentId, long, PageLimit)}, however large they are. */
  default List<StoredEvent> events(AgentId agentId, long after, int limit) {
    return events(agentId, after, PageLimit.of(limit));
  }

  /** As {@link #events(AgentId, long, PageLimit)}, only those of {@code types}. */
  List<StoredEvent> events(AgentId agentId, Set<EventType> types, long after, PageLimit limit);

  /** As {@link #events(AgentId, Set, long, PageLimit)}, however large they are. */
  default List<StoredEvent> events(AgentId agentId, Set<EventType> types, long after, int limit) {
    return events(agentId, types, after, PageLimit.of(limit));
  }

  /** Which events of an agent are kept. */
  SeqRange seqRange(AgentId agentId);

  /** Events of all agents with a larger {@code position} than {@code after}, in order. */
  List<StoredEvent> eventsOfAll(long after, PageLimit limit);

  /** As {@link #eventsOfAll(long, PageLimit)}, however large they are. */
  default List<StoredEvent> eventsOfAll(long after, int limit) {
    return eventsOfAll(after, PageLimit.of(limit));
  }

  /** The largest position of an event that is not kept any more; 0 when all are. */
  long removedThrough();

  /** The position of the newest event; 0 when there was none. */
  long newestPosition();

  /** The newest lines of an agent's log, newest last. */
  List<LogEntry> log(AgentId agentId, int lines);

  /** The newest messages of an agent's conversation as they were written, newest last. */
  List<String> messages(AgentId agentId, int most);

  /** Actions of an agent that were intended and have no outcome, in order. */
  List<StoredAction> openActions(AgentId agentId);

  /** What an agent has used, as it was last written. */
  Optional<String> usage(AgentId agentId);

  /** What operators have told an agent and still holds, as it was last written. */
  Optional<String> orders(AgentId agentId);

  /** The analysis of an agent as it was last written. */
  Optional<String> analysis(AgentId agentId);

  /**
   * Writes what is waiting, refuses what comes later, and lets go of the files.
   *
   * @return whether all that was waiting was written within {@code limit}
   */
  boolean close(Duration limit);

  @Override
  default void close() {
    if (!close(Duration.ofSeconds(10))) {
      throw new StoreException("Not all that was waiting could be written in time.");
    }
  }
}
