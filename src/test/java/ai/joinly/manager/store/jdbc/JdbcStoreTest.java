package ai.joinly.manager.store.jdbc;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.Metadata;
import ai.joinly.manager.event.Event;
import ai.joinly.manager.event.EventData;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.logging.CapturedLog;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.monitoring.LoggedStore;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.SeqRange;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoreContractTest;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.StoreObserver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class JdbcStoreTest extends StoreContractTest {
  private static final Path FIXTURE = Path.of("src/test/resources/store");

  @TempDir Path directory;
  private final List<Optional<String>> troubles = new CopyOnWriteArrayList<>();

  @Override
  protected Store open(Consumer<StoredEvent> onStored) {
    return open(onStored, Optional.empty(), 1_000_000);
  }

  private Store open(Consumer<StoredEvent> onStored, Optional<Secret> key, int events) {
    return JdbcStore.open(
        new Settings.Store(database().toString(), key, 0, events, 1024 * 1024),
        onStored,
        troubles::add,
        new LoggedStore(new StateLog(System::nanoTime), StoreObserver.NONE));
  }

  private Path database() {
    return directory.resolve("manager.db");
  }

  @Test
  void everythingIsThereAgainAndCountingGoesOn() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1), log(ADA, 1, "one"));
    confirm(new Change.AgentCreated(agent(BOB), 2));
    confirm(new Change.AgentDeleted(new Event(BOB, 1, NOW, new EventData.AgentDeleted())));
    long position = store.newestPosition();
    store.close();
    store = open(told::add);
    assertEquals(agent(ADA), store.agents().getFirst().agent());
    assertEquals(position, store.removedThrough());
    confirm(log(ADA, 2, "two"));
    assertEquals(position + 1, store.newestPosition());
    assertEquals(2, store.events(ADA, 0, 10).size());
  }

  @Test
  void secretsAreNotInTheFilesAndTheKeyIsTheOwnersAlone() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1));
    String files = files();
    assertTrue(files.contains("meet.example"), "the test must look at the right files");
    assertFalse(files.contains("sk-hidden"));
    assertFalse(files.contains("opensesame"));
    assertFalse(files.contains("pwd=hidden"), "the passcode in the address");
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("manager.db.key"))));
  }

  private String files() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("manager.db", "manager.db-wal", "manager.db-shm")) {
      Path file = directory.resolve(name);
      if (Files.exists(file)) {
        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void anotherKeyIsRefusedAndLosesNothing() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1));
    store.close();
    String sentence = refused(Optional.of(new Secret("0123456789abcdef0123456789abcdef")));
    assertTrue(sentence.contains("SECRET_KEY is not the key"), sentence);
    Path key = directory.resolve("manager.db.key");
    Path aside = directory.resolve("aside");
    Files.move(key, aside);
    assertTrue(refused(Optional.empty()).contains("is missing"));
    Files.createFile(key);
    assertTrue(refused(Optional.empty()).contains("is empty"));
    Files.delete(key);
    Files.move(aside, key);
    store = open(told::add);
    assertEquals(agent(ADA), store.agents().getFirst().agent());
  }

  @Test
  void aStartThatEndedBeforeTheKeyWasMadeIsNotInTheWay() throws Exception {
    store.close();
    Files.delete(directory.resolve("manager.db.key"));
    for (String name :
        List.of("manager.db", "manager.db-wal", "manager.db-shm", "manager.db.lock")) {
      Files.deleteIfExists(directory.resolve(name));
    }
    SqliteDatabase.open(database()).close();
    Files.createFile(directory.resolve("manager.db.key.new"));
    store = open(told::add);
    confirm(new Change.AgentCreated(agent(ADA), 1));
    assertTrue(Files.size(directory.resolve("manager.db.key")) > 32);
  }

  private String refused(Optional<Secret> key) {
    return assertThrows(StoreException.class, () -> open(told::add, key, 1_000)).userMessage();
  }

  @Test
  void aSecondProcessIsRefused() {
    assertTrue(refused(Optional.empty()).contains("Another manager uses the database"));
  }

  @Test
  void whileTheDatabaseFailsEverythingWaitsAndIsThenWrittenInOrder() throws Exception {
    try (CapturedLog log = new CapturedLog(StateLog.class)) {
      failAndRecover();
      assertEquals(
          List.of(troubles.getFirst().orElseThrow(), "The store works again"), log.messages());
    }
  }

  private void failAndRecover() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1));
    CompletableFuture<Void> last;
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
      for (int i = 1; i <= 50; i++) {
        store.write(log(ADA, i, "line " + i));
      }
      last = store.confirm(log(ADA, 51, "line 51"));
      eventually("it is noticed", () -> store.trouble().isPresent());
      assertFalse(last.isDone());
      assertEquals(List.of(), told);
      assertEquals(0, store.events(ADA, 0, 10).size(), "it can still be read");
      SqliteDatabase.execute(other, "ROLLBACK");
    }
    last.get();
    assertEquals(
        LongStream.rangeClosed(1, 51).boxed().toList(),
        store.events(ADA, 0, 100).stream().map(StoredEvent::seq).toList());
    eventually("both are told", () -> troubles.size() == 2);
    assertTrue(troubles.getFirst().isPresent() && troubles.getLast().isEmpty());
    assertEquals(Optional.empty(), store.trouble());
  }

  @Test
  void onAFullDiskEverythingWaitsAndNothingIsLostOrDoubled() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1));
    SqliteDatabase database = ((JdbcStore) store).database();
    // The limit holds for new connections, so the first failure is another's lock.
    database.limitPages(40);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + database())) {
      SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
      store.write(log(ADA, 1, "x".repeat(500)));
      eventually("it is noticed", () -> store.trouble().isPresent());
      SqliteDatabase.execute(other, "ROLLBACK");
    }
    CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    for (int i = 2; i <= 400; i++) {
      last = store.confirm(log(ADA, i, "x".repeat(500)));
    }
    eventually("it is full", () -> store.trouble().filter(t -> t.contains("is full")).isPresent());
    database.limitPages(Integer.MAX_VALUE);
    last.get();
    assertEquals(
        LongStream.rangeClosed(1, 400).boxed().toList(),
        store.events(ADA, 0, 1_000).stream().map(StoredEvent::seq).toList());
    eventually("all are told", () -> told.size() == 400);
    assertEquals(store.eventsOfAll(0, 1_000), told);
  }

  @Test
  void oneChangeThatCannotBeWrittenDoesNotHoldUpTheOthers() throws Exception {
    confirm(new Change.AgentCreated(agent(ADA), 1));
    CompletableFuture<Void> before = store.confirm(log(ADA, 1, "one"));
    CompletableFuture<Void> twice = store.confirm(log(ADA, 1, "one again"));
    CompletableFuture<Void> after = store.confirm(log(ADA, 2, "two"));
    before.get();
    assertThrows(ExecutionException.class, twice::get);
    after.get();
    assertEquals(2, store.events(ADA, 0, 10).size());
  }

  @Test
  void oldEventsGiveWay() throws Exception {
    store.close();
    store = open(told::add, Optional.empty(), 1_500);
    confirm(new Change.AgentCreated(agent(ADA), 1));
    for (int i = 1; i <= 2_000; i++) {
      store.write(log(ADA, i, "line " + i));
    }
    confirm(log(ADA, 2_001, "the last"));
    assertEquals(new SeqRange(501, 2_001), store.seqRange(ADA));
    assertTrue(store.removedThrough() > 0);
  }

  /** Written by the first released schema; make it anew only together with a new major version. */
  @Test
  void aDatabaseOfTheFirstSchemaOpens() throws Exception {
    store.close();
    if (Boolean.getBoolean("fixture.write")) {
      store = open(told::add);
      confirm(new Change.AgentCreated(agent(ADA), 1), log(ADA, 1, "one"));
      store.close();
      Files.createDirectories(FIXTURE);
      for (String name : List.of("manager.db", "manager.db.key")) {
        Files.copy(
            directory.resolve(name),
            FIXTURE.resolve("v1-" + name),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    for (String name : List.of("manager.db", "manager.db.key")) {
      Files.copy(
          FIXTURE.resolve("v1-" + name),
          directory.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
    store = open(told::add);
    AgentConfig config = store.agents().getFirst().agent().config();
    assertEquals(
        agent(ADA).config().toBuilder()
            .meetingUrl("https://meet.example/a")
            .deduplicationKey(Optional.empty())
            .metadata(Metadata.NONE)
            .timezone(Optional.empty())
            .chat(false)
            .analysis(false)
            .mcpServers(Map.of())
            .build(),
        config);
    assertEquals("sk-hidden", config.envVars().get("OPENAI_API_KEY").value());
    assertEquals("one", store.log(ADA, 1).getFirst().message());
    confirm(log(ADA, 2, "two"), new Change.UsageSaved(ADA, "{}"));
  }
}
