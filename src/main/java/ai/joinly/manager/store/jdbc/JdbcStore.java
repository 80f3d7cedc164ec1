package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.json.EventReader;
import ai.joinly.manager.model.AgentId;
import ai.joinly.manager.model.KnownSession;
import ai.joinly.manager.model.LogEntry;
import ai.joinly.manager.model.WireName;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.PageLimit;
import ai.joinly.manager.store.SeqRange;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.StoreObserver;
import ai.joinly.manager.store.StoredAction;
import ai.joinly.manager.store.StoredAgent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The store in a database file. */
public final class JdbcStore implements Store {
  private static final String EVENTS = "SELECT position, agent_id, seq, type, json FROM events ";

  private final SqliteDatabase database;
  private final SecretBox secrets;
  private final Readers readers;
  private final GroupWriter writer;

  private JdbcStore(
      SqliteDatabase database, SecretBox secrets, Readers readers, GroupWriter writer) {
    this.database = database;
    this.secrets = secrets;
    this.readers = readers;
    this.writer = writer;
  }

  /**
   * Opens the store, which is made when there is none.
   *
   * @param onStored gets each event once it is on the disk, in order, on one thread
   * @param onTrouble hears why nothing can be written, and then that it can again
   * @param observer hears of every write
   * @throws StoreException when it cannot be had
   */
  public static JdbcStore open(
      Settings.Store settings,
      Consumer<StoredEvent> onStored,
      Consumer<Optional<String>> onTrouble,
      StoreObserver observer) {
    SqliteDatabase database = SqliteDatabase.open(Path.of(settings.path()));
    try {
      Connection connection = database.writer();
      // A start may have ended between the making of the database and that of its key.
      boolean isKeyed = KeyCheck.isKeyed(connection);
      if (settings.secretKey().isEmpty()) {
        Maintenance.finishRotation(connection, database.path());
      }
      SecretBox secrets =
          new SecretBox(SecretKeys.load(database.path(), settings.secretKey(), isKeyed));
      KeyCheck.pass(connection, secrets, database.path(), settings.secretKey().isPresent());
      DatabaseIdentity.claim(connection, database);
      ChangeWriter changes = new ChangeWriter(connection, secrets, settings.eventsPerAgent());
      GroupWriter.Opener opener =
          () -> new ChangeWriter(database.writer(), secrets, settings.eventsPerAgent());
      return new JdbcStore(
          database,
          secrets,
          new Readers(database),
          new GroupWriter(
              database,
              opener,
              changes,
              new Delivery(onStored),
              settings.bufferBytes(),
              onTrouble,
              observer));
    } catch (SQLException e) {
      database.close();
      throw new StoreException(database.sentence(e), e);
    } catch (StoreException e) {
      database.close();
      throw e;
    }
  }

  /** As the other one, without anybody who hears of writes. */
  public static JdbcStore open(
      Settings.Store settings,
      Consumer<StoredEvent> onStored,
      Consumer<Optional<String>> onTrouble) {
    return open(settings, onStored, onTrouble, StoreObserver.NONE);
  }

  /** The file, for tests that make it fail. */
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
  public List<StoredAgent> agents() {
    return readers.read(c -> Queries.list(c, row -> Queries.agent(row, secrets), Queries.AGENTS));
  }

  @Override
  public List<KnownSession> sessions() {
    return readers.read(
        c ->
            Queries.list(
                c,
                Queries::session,
                "SELECT * FROM sessions WHERE database_id ="
                    + " (SELECT value FROM meta WHERE name = 'database_id') ORDER BY opened_at"));
  }

  @Override
  public List<StoredEvent> events(AgentId agentId, long after, int limit) {
    return events("WHERE agent_id = ? AND seq > ? ORDER BY seq LIMIT ?", agentId, after, limit);
  }

  @Override
  public List<StoredEvent> events(AgentId agentId, Set<EventType> types, long after, int limit) {
    String wanted =
        types.stream()
            .map(type -> "'" + WireName.of(type) + "'")
            .sorted()
            .collect(Collectors.joining(", "));
    return events(
        "WHERE agent_id = ? AND seq > ? AND type IN (" + wanted + ") ORDER BY seq LIMIT ?",
        agentId,
        after,
        limit);
  }

  private List<StoredEvent> events(String where, AgentId agentId, long after, int limit) {
    return readers.read(
        c -> Queries.list(c, Queries::event, EVENTS + where, agentId.value(), after, limit));
  }

  @Override
  public List<StoredEvent> events(AgentId agentId, long after, PageLimit limit) {
    return page(
        "WHERE agent_id = ? AND seq > ? ORDER BY seq LIMIT ?", limit, agentId.value(), after);
  }

  @Override
  public List<StoredEvent> eventsOfAll(long after, PageLimit limit) {
    return page("WHERE position > ? ORDER BY position LIMIT ?", limit, after);
  }

  /** The last placeholder of {@code where} is the number of events. */
  private List<StoredEvent> page(String where, PageLimit limit, Object... values) {
    Object[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = limit.events();
    return readers.read(c -> Queries.page(c, limit.characters(), EVENTS + where, all));
  }

  @Override
  public SeqRange seqRange(AgentId agentId) {
    return readers.read(
        c ->
            Queries.list(
                    c,
                    row ->
                        row.getObject(1) == null
                            ? new SeqRange(1, 0)
                            : new SeqRange(row.getLong(1), row.getLong(2)),
                    "SELECT min(seq), max(seq) FROM events WHERE agent_id = ?",
                    agentId.value())
                .getFirst());
  }

  @Override
  public List<StoredEvent> eventsOfAll(long after, int limit) {
    return readers.read(
        c ->
            Queries.list(
                c,
                Queries::event,
                EVENTS + "WHERE position > ? ORDER BY position LIMIT ?",
                after,
                limit));
  }

  @Override
  public long removedThrough() {
    return readers.read(
        c ->
            Queries.list(
                    c,
                    row -> Long.parseLong(row.getString(1)),
                    "SELECT value FROM meta WHERE name = 'removed_through'")
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
    List<StoredEvent> newestFirst =
        readers.read(
            c ->
                Queries.list(
                    c,
                    Queries::event,
                    EVENTS + "WHERE agent_id = ? AND type = 'log' ORDER BY seq DESC LIMIT ?",
                    agentId.value(),
                    lines));
    List<LogEntry> log = new ArrayList<>();
    for (StoredEvent event : newestFirst.reversed()) {
      if (EventReader.read(event.json()).data() instanceof EventData.LogWritten written) {
        log.add(written.entry());
      }
    }
    return log;
  }

  @Override
  public List<String> messages(AgentId agentId, int most) {
    return readers
        .read(
            c ->
                Queries.list(
                    c,
                    row -> row.getString(1),
                    "SELECT json FROM messages WHERE agent_id = ? ORDER BY number DESC LIMIT ?",
                    agentId.value(),
                    most))
        .reversed();
  }

  @Override
  public List<StoredAction> openActions(AgentId agentId) {
    return readers.read(
        c ->
            Queries.list(
                c,
                Queries::action,
                "SELECT * FROM actions WHERE agent_id = ? AND outcome IS NULL ORDER BY action",
                agentId.value()));
  }

  @Override
  public Optional<String> usage(AgentId agentId) {
    return text("SELECT json FROM usages WHERE agent_id = ?", agentId);
  }

  @Override
  public Optional<String> orders(AgentId agentId) {
    return text("SELECT json FROM orders WHERE agent_id = ?", agentId);
  }

  @Override
  public Optional<String> analysis(AgentId agentId) {
    return text("SELECT json FROM analyses WHERE agent_id = ?", agentId);
  }

  private Optional<String> text(String sql, AgentId agentId) {
    return readers
        .read(c -> Queries.list(c, row -> row.getString(1), sql, agentId.value()))
        .stream()
        .findFirst();
  }

  @Override
  public boolean close(Duration limit) {
    boolean all = writer.close(limit);
    readers.close();
    database.close();
    return all;
  }
}
