package ai.joinly.manager.store.jdbc;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.meeting.KnownSession;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.StoreObserver;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database file for tests that damage it while no store has it open. */
final class StoreFile {
  static final AgentId ADA = AgentId.of(1);
  static final AgentId BOB = AgentId.of(2);
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final URI SERVER = URI.create("http://localhost:8000/mcp/");

  /** What stores on this file found damaged. */
  final List<DamagedRow> damaged = new CopyOnWriteArrayList<>();

  final Settings.Store settings;
  private final Path path;

  StoreFile(Path directory) {
    path = directory.resolve("manager.db");
    settings = new Settings.Store(path.toString(), Optional.empty(), 0, 1_000_000, 1024 * 1024);
  }

  Path path() {
    return path;
  }

  JdbcStore open() {
    return open(settings);
  }

  JdbcStore open(Settings.Store settings) {
    return JdbcStore.open(settings, event -> {}, trouble -> {}, observer());
  }

  private StoreObserver observer() {
    return new StoreObserver() {
      @Override
      public void onWritten(int count, long nanos) {}

      @Override
      public void onFailed(String sentence) {}

      @Override
      public void onDamaged(DamagedRow row) {
        damaged.add(row);
      }
    };
  }

  /** Two agents with some of everything. */
  StoreFile fill(int events) throws Exception {
    try (JdbcStore store = open()) {
      for (AgentId id : List.of(ADA, BOB)) {
        store.write(
            new Change.AgentCreated(agent(id), id.equals(ADA) ? 1 : 2),
            new Change.SessionSaved(session(id)),
            new Change.UsageSaved(id, "{\"llm\":[]}"),
            new Change.OrdersSaved(id, "{\"muted\":true}"),
            new Change.MessageAdded(id, 1, "{\"through\":1,\"messages\":[]}"),
            new Change.MessageAdded(id, 2, "{\"through\":2,\"messages\":[]}"),
            new Change.ActionIntended(id, 1, 1, "speak_text", "{}", NOW),
            new Change.ActionIntended(id, 2, 1, "speak_text", "{}", NOW));
        for (int i = 1; i <= events; i++) {
          store.write(log(id, i, "line " + i));
        }
      }
      store.confirm(new Change.SessionSaved(session(BOB))).get();
    }
    return this;
  }

  static Agent agent(AgentId id) {
    return Agent.created(id, AgentConfig.of("Ada", "https://meet.example/a"), NOW);
  }

  static KnownSession session(AgentId id) {
    return new KnownSession(
        id,
        SERVER,
        "session of " + id,
        KnownSession.Stage.JOINED,
        1,
        "2025-06-18",
        "1",
        OptionalLong.of(1),
        NOW.plusSeconds(id.equals(ADA) ? 0 : 1),
        Optional.of(NOW));
  }

  static Change log(AgentId id, long seq, String text) {
    return new Change.EventHappened(
        new Event(id, seq, NOW, new EventData.LogWritten(new LogEntry(NOW, LogLevel.INFO, text))));
  }

  /** Changes rows as no manager does. */
  void change(String sql) throws SQLException {
    try (Connection connection = SqliteDatabase.connect(path)) {
      SqliteDatabase.execute(connection, sql);
    }
  }

  List<String> column(String sql) throws SQLException {
    try (Connection connection = SqliteDatabase.connect(path)) {
      return Queries.list(connection, row -> row.getString(1), sql);
    }
  }

  /** Returns the numbers of the pages of a table or an index that hold rows. */
  List<Long> leaves(String name) throws SQLException {
    return column("SELECT pageno FROM dbstat WHERE name = '" + name + "' AND pagetype = 'leaf'")
        .stream()
        .map(Long::parseLong)
        .sorted()
        .toList();
  }

  /** Overwrites a page of the file with rubbish. */
  void destroy(long page) throws SQLException, IOException {
    int size = Integer.parseInt(column("PRAGMA page_size").getFirst());
    change("PRAGMA wal_checkpoint(TRUNCATE)");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      byte[] rubbish = new byte[size];
      for (int i = 0; i < size; i++) {
        rubbish[i] = (byte) (i * 31 + 7);
      }
      file.seek((page - 1) * size);
      file.write(rubbish);
    }
  }

  static List<Long> seqs(List<StoredEvent> events) {
    List<Long> seqs = new ArrayList<>();
    events.forEach(event -> seqs.add(event.seq()));
    return seqs;
  }
}
