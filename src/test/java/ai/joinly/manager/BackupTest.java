package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.domain.agent.JoinTime;
import ai.joinly.manager.store.Change;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.StoredAgent;
import ai.joinly.manager.store.StoredKey;
import ai.joinly.manager.store.jdbc.JdbcStore;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import ai.joinly.simulator.SimulatedSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup, restore, key rotation and check of the database of a manager that runs or ran. */
@Tag("system")
class BackupTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";
  private static final String CREATE =
      """
      {"name":"Ada","meeting_url":"%s","env_vars":{"OPENAI_API_KEY":"sk-own"}}
      """
          .formatted(URL);

  @TempDir private Path directory;

  private Settings.Store at(Path database) {
    return with(database, Optional.empty(), Optional.empty());
  }

  private static Settings.Store with(Path database, Optional<Secret> key, Optional<Secret> newKey) {
    return new Settings.Store(database.toString(), key, newKey, 0, 1_000_000, 1024 * 1024);
  }

  private static List<StoredAgent> agents(Settings.Store settings) {
    try (JdbcStore store = JdbcStore.open(settings, event -> {}, trouble -> {})) {
      assertEquals(List.of(), store.sessions());
      return store.agents();
    }
  }

  private static String ownKey(StoredAgent stored) {
    return stored.agent().config().envVars().get("OPENAI_API_KEY").value();
  }

  @Test
  void aBackupOfARunningManagerIsRestoredWithoutTouchingItsMeetings() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.call("POST", "/agents", CREATE).body().path("id").asText();
      manager.awaitField(id, "meeting_status", "joined");
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      session.participantSaysAtOnce("Bob", "Hello Ada, can you hear me?");
      session.awaitSpoken("Bob", TestManager.LIMIT);

      Path backup = directory.resolve("backup.db");
      List<Path> written = Maintenance.backup(at(manager.database()), backup);
      assertEquals(List.of(backup, directory.resolve("backup.db.key")), written);
      for (Path file : written) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
      Settings.Store restored = at(directory.resolve("other/manager.db"));
      Maintenance.restore(restored, backup);

      StoredAgent copy = agents(restored).getFirst();
      assertEquals(AgentStatus.STOPPED, copy.agent().status());
      assertFalse(copy.wantsMeeting());
      assertEquals("sk-own", ownKey(copy));
      assertEquals(List.of(), Maintenance.check(restored));
      assertEquals("joined", manager.agent(id).path("meeting_status").asText());
      assertEquals(1, manager.joinly.sessions().size(), "the original has its session");
    }
  }

  @Test
  void aCopyByHandIsADatabaseOfItsOwn() throws Exception {
    try (TestManager manager = TestManager.staying(2)) {
      String id = manager.call("POST", "/agents", CREATE).body().path("id").asText();
      manager.awaitField(id, "meeting_status", "joined");
      manager.restart(
          false,
          () -> {
            for (String suffix : List.of("", ".key")) {
              copy(manager.database(), directory.resolve("manager.db"), suffix);
            }
          });
      StoredAgent copy = agents(at(directory.resolve("manager.db"))).getFirst();
      assertEquals(AgentStatus.STOPPED, copy.agent().status());
      manager.awaitField(id, "meeting_status", "joined");
      assertEquals("running", manager.agent(id).path("status").asText());
    }
  }

  private static void copy(Path from, Path to, String suffix) {
    try {
      Files.copy(
          from.resolveSibling(from.getFileName() + suffix),
          to.resolveSibling(to.getFileName() + suffix));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Settings.Store withAnAgent() throws Exception {
    try (TestManager manager = new TestManager(2)) {
      String id = manager.call("POST", "/agents", CREATE).body().path("id").asText();
      manager.awaitField(id, "meeting_status", "joined");
      Maintenance.backup(at(manager.database()), directory.resolve("backup.db"));
    }
    Settings.Store settings = at(directory.resolve("manager.db"));
    Maintenance.restore(settings, directory.resolve("backup.db"));
    return settings;
  }

  @Test
  void theKeyFileIsReplacedAndTheOldOneOpensNothing() throws Exception {
    Settings.Store settings = withAnAgent();
    Path key = directory.resolve("manager.db.key");
    String old = Files.readString(key);

    assertEquals(1, Maintenance.rotateKey(settings, Optional.empty()));

    assertEquals("sk-own", ownKey(agents(settings).getFirst()));
    Files.writeString(key, old);
    assertThrows(StoreException.class, () -> agents(settings));
  }

  /** Otherwise two agents would come to one meeting. */
  @Test
  void scheduledAgentsOfACopyDoNotStart() throws Exception {
    Settings.Store settings = at(directory.resolve("manager.db"));
    Instant now = Instant.parse("2026-03-01T10:00:00Z");
    AgentConfig plain = AgentConfig.of("Ada", URL);
    JoinTime time = new JoinTime(now.plusSeconds(3_600), Optional.empty());
    AgentConfig scheduled = plain.toBuilder().joinTime(Optional.of(time)).build();
    try (Store store = JdbcStore.open(settings, event -> {}, trouble -> {})) {
      store
          .confirm(
              new Change.AgentCreated(Agent.created(AgentId.of(1), plain, now), 1),
              new Change.AgentCreated(Agent.created(AgentId.of(2), scheduled, now), 2))
          .get();
    }
    Maintenance.backup(settings, directory.resolve("backup.db"));
    Settings.Store copy = at(directory.resolve("other/manager.db"));
    Maintenance.restore(copy, directory.resolve("backup.db"));
    assertEquals(
        List.of(AgentStatus.CREATED, AgentStatus.STOPPED),
        agents(copy).stream().map(stored -> stored.agent().status()).toList());
    assertEquals(Optional.of(time.at()), agents(settings).getLast().agent().scheduledAt());
  }

  @Test
  void idempotencyKeysAreReadWithTheNewKey() throws Exception {
    Settings.Store settings = withAnAgent();
    AgentId id = agents(settings).getFirst().agent().id();
    IdempotencyKey key = IdempotencyKey.of("key", "body");
    Instant now = Instant.parse("2026-03-01T10:00:00Z");
    try (Store store = JdbcStore.open(settings, event -> {}, trouble -> {})) {
      store.confirm(new Change.KeyUsed(id, key, now)).get();
    }

    Maintenance.rotateKey(settings, Optional.empty());

    try (Store store = JdbcStore.open(settings, event -> {}, trouble -> {})) {
      assertEquals(Optional.of(new StoredKey(id, key.bodyDigest(), now)), store.usedKey(key, now));
    }
  }

  @Test
  void aKeyOfTheSettingsTakesThePlaceOfTheFile() throws Exception {
    Settings.Store settings = withAnAgent();
    Optional<Secret> key = Optional.of(new Secret("0123456789abcdef0123456789abcdef"));

    Maintenance.rotateKey(settings, key);

    assertFalse(Files.exists(directory.resolve("manager.db.key")));
    Settings.Store keyed = with(directory.resolve("manager.db"), key, Optional.empty());
    assertEquals("sk-own", ownKey(agents(keyed).getFirst()));
    StoreException refused =
        assertThrows(StoreException.class, () -> Maintenance.rotateKey(keyed, Optional.empty()));
    assertTrue(refused.userMessage().contains("SECRET_KEY_NEW"), refused.userMessage());
  }

  /** The process ended after the commit: the next start finds the new key beside the old one. */
  @Test
  void anInterruptedRotationIsFinished() throws Exception {
    Settings.Store settings = withAnAgent();
    Path key = directory.resolve("manager.db.key");
    String old = Files.readString(key);
    Maintenance.rotateKey(settings, Optional.empty());
    Files.move(key, directory.resolve("manager.db.key.next"));
    Files.writeString(key, old);

    assertEquals("sk-own", ownKey(agents(settings).getFirst()));
    assertFalse(Files.exists(directory.resolve("manager.db.key.next")));
  }

  @Test
  void whatIsInTheWayOrMissingIsNamed() throws Exception {
    Settings.Store settings = withAnAgent();
    Path backup = directory.resolve("backup.db");
    assertRefused("exists: move it away", () -> Maintenance.backup(settings, backup));
    assertRefused("exists: move it away", () -> Maintenance.restore(settings, backup));
    Settings.Store other = at(directory.resolve("other.db"));
    assertRefused("There is no database", () -> Maintenance.backup(other, backup));
    assertRefused("no backup", () -> Maintenance.restore(other, directory.resolve("none")));
    Path torn = directory.resolve("torn.db");
    Files.write(torn, "SQLite format 3\0 and rubbish".getBytes(StandardCharsets.UTF_8));
    Files.copy(directory.resolve("backup.db.key"), directory.resolve("torn.db.key"));
    assertRefused("damaged", () -> Maintenance.restore(other, torn));
    Files.delete(directory.resolve("backup.db.key"));
    assertRefused("key of the backup is missing", () -> Maintenance.restore(other, backup));
    assertFalse(Files.exists(directory.resolve("other.db")));
    assertRefused(
        "memory", () -> Maintenance.backup(at(Path.of(Settings.Store.IN_MEMORY)), backup));
  }

  @Test
  void theCommandPrintsItsSentenceAndNothingElse() throws Exception {
    Settings.Store settings = withAnAgent();
    Path other = directory.resolve("other.db");
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path", ""),
                Main.class.getName(),
                "--restore",
                directory.resolve("backup.db").toString())
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("STORE_PATH", other.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals(1, output.lines().count(), output);
    assertTrue(output.startsWith("The backup is restored to " + other), output);
    assertEquals(agents(settings).size(), agents(at(other)).size());
  }

  private static void assertRefused(String part, Runnable command) {
    StoreException refused = assertThrows(StoreException.class, command::run);
    assertTrue(refused.userMessage().contains(part), refused.userMessage());
  }

  @Test
  void aCheckFindsDamagedRowsAndAnotherKey() throws Exception {
    Settings.Store settings = withAnAgent();
    assertEquals(List.of(), Maintenance.check(settings));
    change("UPDATE events SET json = '{' WHERE seq = 1");
    change("UPDATE agents SET config = 'rubbish'");
    List<String> problems = Maintenance.check(settings);
    assertEquals(2, problems.size(), problems.toString());
    assertTrue(problems.getFirst().startsWith("The row agent_"), problems.toString());
    assertTrue(
        problems.getLast().startsWith("The row 1 of the table events (agent_"),
        problems.toString());
    Optional<Secret> other = Optional.of(new Secret("0123456789abcdef0123456789abcdef"));
    problems = Maintenance.check(with(directory.resolve("manager.db"), other, Optional.empty()));
    assertTrue(problems.getFirst().contains("key is not the one"), problems.toString());
  }

  private void change(String sql) throws SQLException {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("manager.db"));
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
