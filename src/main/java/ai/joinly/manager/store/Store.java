package ai.joinly.manager.store;

import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Store of the data that must outlive the process. Thread-safe.
 *
 * <p>Writing never waits for the disk, unless the pending writes would exhaust the memory. Reading
 * blocks the calling (virtual) thread, not its carrier, and throws {@link StoreException} when the
 * store cannot be read. A row that cannot be read is omitted from all results, reported once, and
 * kept unchanged: all returned events can be decoded.
 */
public interface Store extends AutoCloseable {
  /**
   * Stores {@code changes}, all or none. The changes of one thread are stored in the order of its
   * calls. While the store fails, changes wait and are written once it works again. Changes that
   * arrive after the store was closed are discarded.
   */
  void write(List<Change> changes);

  /** Stores {@code changes}, like {@link #write(List)}. */
  default void write(Change... changes) {
    write(List.of(changes));
  }

  /**
   * Stores {@code changes} like {@link #write(List)} and reports the completion.
   *
   * @return completed once the changes are on the disk; completed with a {@link StoreException}
   *     when they cannot be stored, as the store was closed before
   */
  CompletableFuture<Void> confirm(List<Change> changes);

  /** Stores {@code changes}, like {@link #confirm(List)}. */
  default CompletableFuture<Void> confirm(Change... changes) {
    return confirm(List.of(changes));
  }

  /**
   * Waits while the amount of pending writes is above its limit. Used by readers of meetings, as
   * unread data stays available on the server.
   */
  void awaitRoom() throws InterruptedException;

  /** Returns the number of calls that wait to be written. */
  default int waiting() {
    return 0;
  }

  /** Returns why nothing can be written now, as a user message; empty while the store works. */
  Optional<String> trouble();

  /**
   * Reports rows that cannot be read to {@code listener}: those found so far, and each one found
   * later. Only the first few rows of each agent are reported. The listener must neither block nor
   * throw.
   */
  default void onDamaged(Consumer<DamagedRow> listener) {}

  /** Returns the number of rows found that cannot be read. */
  default long damaged() {
    return 0;
  }

  /** Returns all agents, oldest first. */
  List<StoredAgent> agents();

  /** Returns the configuration of an agent; empty when there is no such agent. */
  Optional<AgentConfig> config(AgentId agentId);

  /**
   * Returns the use of an idempotency key that is not older than its lifetime; empty if there is
   * none.
   */
  Optional<StoredKey> usedKey(IdempotencyKey key, Instant now);

  /** Returns all sessions that are not confirmed as ended, oldest first. */
  List<KnownSession> sessions();

  /** Returns events of one agent with a larger {@code seq} than {@code after}, in order. */
  List<StoredEvent> events(AgentId agentId, long after, PageLimit limit);

  /** Like {@link #events(AgentId, long, PageLimit)}, without a size limit. */
  default List<StoredEvent> events(AgentId agentId, long after, int limit) {
    return events(agentId, after, PageLimit.of(limit));
  }

  /** Like {@link #events(AgentId, long, PageLimit)}, restricted to {@code types}. */
  List<StoredEvent> events(AgentId agentId, Set<EventType> types, long after, PageLimit limit);

  /** Like {@link #events(AgentId, Set, long, PageLimit)}, without a size limit. */
  default List<StoredEvent> events(AgentId agentId, Set<EventType> types, long after, int limit) {
    return events(agentId, types, after, PageLimit.of(limit));
  }

  /** Returns the range of an agent's stored events. */
  SeqRange seqRange(AgentId agentId);

  /** Returns events of all agents with a larger {@code position} than {@code after}, in order. */
  List<StoredEvent> eventsOfAll(long after, PageLimit limit);

  /** Like {@link #eventsOfAll(long, PageLimit)}, without a size limit. */
  default List<StoredEvent> eventsOfAll(long after, int limit) {
    return eventsOfAll(after, PageLimit.of(limit));
  }

  /** Returns the largest position of a removed event; 0 when none was removed. */
  long removedThrough();

  /** Returns the position of the newest event; 0 when there was none. */
  long newestPosition();

  /** Returns the newest lines of an agent's log, newest last. */
  List<LogEntry> log(AgentId agentId, int lines);

  /** Returns the newest messages of an agent's conversation as stored, newest last. */
  List<String> messages(AgentId agentId, int most);

  /** Returns the actions of an agent that were intended and have no outcome, in order. */
  List<StoredAction> openActions(AgentId agentId);

  /** Returns the last stored usage of an agent. */
  Optional<String> usage(AgentId agentId);

  /** Returns the last stored operator instructions to an agent. */
  Optional<String> orders(AgentId agentId);

  /** Returns the last stored analysis of an agent. */
  Optional<String> analysis(AgentId agentId);

  /**
   * Writes the pending changes, refuses later ones, and closes the files.
   *
   * @return whether all pending changes were written within {@code limit}
   */
  boolean close(Duration limit);

  @Override
  default void close() {
    if (!close(Duration.ofSeconds(10))) {
      throw new StoreException("Not all pending changes could be stored in time.");
    }
  }
}
