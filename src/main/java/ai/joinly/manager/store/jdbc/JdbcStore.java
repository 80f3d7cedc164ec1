package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.SeqRange;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.StoreObserver;
import ai.joinly.manager.store.StoredAction;
import ai.joinly.manager.store.StoredAgent;
import ai.joinly.manager.store.StoredKey;
import ai.joinly.manager.store.jdbc.file.DatabaseIdentity;
import ai.joinly.manager.store.jdbc.file.KeyCheck;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import ai.joinly.manager.store.jdbc.file.SecretKeys;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Store in a database file. */
public final class JdbcStore implements Store {
  private static final Duration LOOK_PAUSE = Duration.ofSeconds(5);

  private final SqliteDatabase database;
  private final DamagedRows damaged;
  private final AgentRows rows;
  private final EventRows events;
  private final Readers readers;
  private final GroupWriter writer;
  private final Thread watch;

  private JdbcStore(
      SqliteDatabase database,
      SecretBox secrets,
      DamagedRows damaged,
      Readers readers,
      GroupWriter writer) {
    this.database = database;
    this.damaged = damaged;
    this.rows = new AgentRows(secrets, damaged, writer::committed, this::config);
    this.events = new EventRows(damaged, writer::committed);
    this.readers = readers;
    this.writer = writer;
    this.watch = Thread.ofVirtual().name("store-watch").start(this::watch);
  }

  /** Checks the files periodically while nothing is written. */
  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_PAUSE);
        writer.look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed: the thread ends
    }
  }

  /**
   * Opens the store; creates it if it does not exist.
   *
   * @param onStored receives each event once it is on the disk, in order, on one thread
   * @param onTrouble receives the reason when nothing can be written, and empty when it works again
   * @param observer notified of every write
   * @throws StoreException when it cannot be opened
   */
  public static JdbcStore open(
      Settings.Store settings,
      Consumer<StoredEvent> onStored,
      Consumer<Optional<String>> onTrouble,
      StoreObserver observer) {
    SqliteDatabase database = SqliteDatabase.open(Path.of(settings.path()));
    try {
      Connection connection = database.writer();
      // A start may have ended between the creation of the database and that of its key.
      boolean isKeyed = KeyCheck.isKeyed(connection);
      if (settings.secretKey().isEmpty()) {
        Maintenance.finishRotation(connection, database.path());
      }
      SecretBox secrets =
          new SecretBox(SecretKeys.load(database.path(), settings.secretKey(), isKeyed));
      KeyCheck.pass(connection, secrets, database.path(), settings.secretKey().isPresent());
      DatabaseIdentity.claim(connection, database);
      ChangeWriter changes = new ChangeWriter(connection, secrets, settings.eventsPerAgent());
      Removals removals = Removals.of(connection);
      connection.rollback();
      GroupWriter.Opener opener =
          () -> new ChangeWriter(database.writer(), secrets, settings.eventsPerAgent());
      return new JdbcStore(
          database,
          secrets,
          new DamagedRows(observer),
          new Readers(database),
          new GroupWriter(
              database,
              opener,
              changes,
              removals,
              new Delivery(onStored),
              settings.bufferBytes(),
              onTrouble,
              observer));
    } catch (SQLException e) {
      database.close();
      throw database.unusable(e);
    } catch (StoreException e) {
      database.close();
      throw e;
    }
  }

  /** Opens the store without an observer. */
  public static JdbcStore open(
      Settings.Store settings,
      Consumer<StoredEvent> onStored,
      Consumer<Optional<String>> onTrouble) {
    return open(settings, onStored, onTrouble, StoreObserver.NONE);
  }

  /** Returns the number of removed batches of rows, for tests. */
  long batchesRemoved() {
    return writer.batchesRemoved();
  }

  /** Checks the files now, for tests. */
  void look() {
    writer.look();
  }

  /** Returns the database, for tests that make it fail. */
  SqliteDatabase database() {
    return database;
  }

  @Override
  public void write(List<Change> changes) {
    writer.write(changes, Optional.empty());
  }

  @Override
  public CompletableFuture<Void> confirm(List<Change> changes) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    writer.write(changes, Optional.of(done));
    return done;
  }

  @Override
  public void awaitRoom() throws InterruptedException {
    writer.awaitRoom();
  }

  @Override
  public int waiting() {
    return writer.pending();
  }

  @Override
  public Optional<String> trouble() {
    return writer.trouble();
  }

  @Override
  public void onDamaged(Consumer<DamagedRow> listener) {
    damaged.listen(listener);
  }

  @Override
  public long damaged() {
    return damaged.count();
  }

  @Override
  public List<StoredAgent> agents() {
    return readers.read(rows::agents);
  }

  @Override
  public Optional<AgentConfig> config(AgentId agentId) {
    return readers.read(c -> rows.config(c, agentId));
  }

  @Override
  public Optional<StoredKey> usedKey(IdempotencyKey key, Instant now) {
    return readers.read(c -> rows.usedKey(c, key)).filter(used -> !used.isOver(now));
  }

  @Override
  public List<KnownSession> sessions() {
    return readers.read(rows::sessions);
  }

  @Override
  public List<StoredEvent> events(
      AgentId agentId, Set<EventType> types, long after, PageLimit limit) {
    return readers.read(c -> events.ofAgent(c, agentId, types, after, limit));
  }

  @Override
  public List<StoredEvent> events(AgentId agentId, long after, PageLimit limit) {
    return readers.read(c -> events.ofAgent(c, agentId, after, limit));
  }

  @Override
  public List<StoredEvent> eventsOfAll(long after, PageLimit limit) {
    return readers.read(c -> events.ofAll(c, after, limit));
  }

  @Override
  public SeqRange seqRange(AgentId agentId) {
    return readers.read(c -> events.range(c, agentId));
  }

  @Override
  public long removedThrough() {
    return readers.read(
        c ->
            Queries.list(
                    c,
                    row -> row.getLong(1),
                    "SELECT CAST(value AS BIGINT) FROM meta WHERE name = 'removed_through'")
                .stream()
                .findFirst()
                .orElse(0L));
  }

  @Override
  public long newestPosition() {
    return writer.committed();
  }

  @Override
  public List<LogEntry> log(AgentId agentId, int lines) {
    List<LogEntry> log = new ArrayList<>();
    for (StoredEvent event : readers.read(c -> events.log(c, agentId, lines))) {
      if (EventReader.read(event.json()).data() instanceof EventData.LogWritten written) {
        log.add(written.entry());
      }
    }
    return log;
  }

  @Override
  public List<String> messages(AgentId agentId, int most) {
    return readers.read(c -> rows.messages(c, agentId, most)).reversed();
  }

  @Override
  public List<StoredAction> openActions(AgentId agentId) {
    return readers.read(c -> rows.openActions(c, agentId));
  }

  @Override
  public Optional<String> usage(AgentId agentId) {
    return readers.read(c -> rows.text(c, "usages", agentId));
  }

  @Override
  public Optional<String> orders(AgentId agentId) {
    return readers.read(c -> rows.text(c, "orders", agentId));
  }

  @Override
  public Optional<String> analysis(AgentId agentId) {
    return readers.read(c -> rows.text(c, "analyses", agentId));
  }

  @Override
  public boolean close(Duration limit) {
    watch.interrupt();
    boolean all = writer.close(limit);
    readers.close();
    database.close();
    return all;
  }
}
