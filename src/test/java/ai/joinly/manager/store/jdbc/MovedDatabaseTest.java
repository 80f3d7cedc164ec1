package ai.joinly.manager.store.jdbc;

import static ai.joinly.manager.Eventually.eventually;
import static ai.joinly.manager.store.jdbc.StoreFile.ADA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.store.StoreException;
import ai.joinly.manager.store.jdbc.file.Maintenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a database are moved or removed while a manager uses it. */
class MovedDatabaseTest {
  @TempDir private Path directory;
  private StoreFile file;

  @BeforeEach
  void fill() throws Exception {
    file = new StoreFile(directory).fill(3);
  }

  private Path companion(String suffix) {
    return directory.resolve("manager.db" + suffix);
  }

  private void move(String suffix, String from, String to) throws Exception {
    Path source = directory.resolve(from + suffix);
    if (Files.exists(source)) {
      Files.move(source, directory.resolve(to + suffix));
    }
  }

  @Test
  void aMovedDatabaseIsNoticedWhileNothingIsWrittenAndWorksAgainWhenItIsBack() throws Exception {
    try (JdbcStore store = file.open()) {
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        move(suffix, "manager.db", "moved.db");
      }
      store.look();
      eventually("it is noticed", () -> store.trouble().isPresent());
      String trouble = store.trouble().orElseThrow();
      assertTrue(trouble.contains("was moved, removed or replaced"), trouble);
      assertFalse(Files.exists(file.path()), "no new database is made");
      CompletableFuture<Void> written = store.confirm(StoreFile.log(ADA, 4, "waits"));
      for (String suffix : new String[] {"", "-wal", "-shm"}) {
        move(suffix, "moved.db", "manager.db");
      }
      written.get(20, TimeUnit.SECONDS);
      eventually("it works again", () -> store.trouble().isEmpty());
      assertEquals(4, store.events(ADA, 0, 100).size());
    }
  }

  @Test
  void aReplacedDatabaseIsNotWritten() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    new StoreFile(other).fill(1);
    byte[] content = Files.readAllBytes(other.resolve("manager.db"));
    JdbcStore store = file.open();
    Files.move(file.path(), directory.resolve("moved.db"));
    Files.write(file.path(), content);
    store.write(StoreFile.log(ADA, 4, "is not written"));
    eventually("it is noticed", () -> store.trouble().isPresent());
    assertFalse(store.close(Duration.ofMillis(50)), "not all could be written");
    assertEquals(-1, Files.mismatch(file.path(), other.resolve("manager.db")));
  }

  @Test
  void aRestoreIsRefusedWhileAManagerHoldsTheLock() throws Exception {
    Path backup = directory.resolve("backup.db");
    Maintenance.backup(file.settings, backup);
    Object lock = Files.getAttribute(companion(".lock"), "unix:ino");
    try (JdbcStore store = file.open()) {
      move("", "manager.db", "moved.db");
      StoreException refused =
          assertThrows(StoreException.class, () -> Maintenance.restore(file.settings, backup));
      assertTrue(refused.userMessage().contains("Another manager uses"), refused.userMessage());
      assertFalse(Files.exists(file.path()));
      assertEquals(lock, Files.getAttribute(companion(".lock"), "unix:ino"));
      move("", "moved.db", "manager.db");
      store.confirm(StoreFile.log(ADA, 4, "goes on")).get(20, TimeUnit.SECONDS);
    }
    Files.delete(file.path());
    Maintenance.restore(file.settings, backup);
    assertEquals(lock, Files.getAttribute(companion(".lock"), "unix:ino"), "the lock file is kept");
  }
}
