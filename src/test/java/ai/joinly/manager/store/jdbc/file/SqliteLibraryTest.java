package ai.joinly.manager.store.jdbc.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.store.jdbc.SqliteDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, since what the driver has loaded stays loaded. */
class SqliteLibraryTest {
  private static final String LIBRARY = "libsqlitejdbc.so";
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path temporary;
  @TempDir private Path elsewhere;

  @Test
  void itIsLoadedFromWhereTheDriverIsToldToUnpackAndRemoved() throws Exception {
    assertEquals(List.of(), inTemporaryWhileLoaded());
  }

  @Test
  void theDriverHelpsItselfWhenItCannotBeUnpacked() throws Exception {
    List<String> unpacked = inTemporaryWhileLoaded(elsewhere.resolve("missing").toString());

    assertFalse(unpacked.isEmpty());
    assertTrue(unpacked.stream().allMatch(name -> name.startsWith("sqlite-")), unpacked::toString);
  }

  @Test
  void whatKilledProcessesLeftIsRemovedAfterAWhile() throws IOException {
    leave("joinly-sqlite-old", NOW.minus(Duration.ofDays(2)));
    leave("joinly-sqlite-young", NOW.minus(Duration.ofHours(2)));
    leave("of-another-program", NOW.minus(Duration.ofDays(2)));
    Files.createFile(leave("joinly-sqlite-with-more", NOW).resolve("more"));
    age("joinly-sqlite-with-more", NOW.minus(Duration.ofDays(2)));

    removeLeftBehind(Files.getOwner(temporary));

    assertEquals(
        List.of("joinly-sqlite-with-more", "joinly-sqlite-young", "of-another-program"),
        names(temporary));
  }

  @Test
  void whatOthersLeftIsTheirs() throws IOException {
    leave("joinly-sqlite-old", NOW.minus(Duration.ofDays(2)));

    removeLeftBehind(new Somebody("somebody else"));

    assertEquals(List.of("joinly-sqlite-old"), names(temporary));
    assertEquals(List.of(LIBRARY), names(temporary.resolve("joinly-sqlite-old")));
  }

  private void removeLeftBehind(UserPrincipal owner) {
    SqliteLibrary.removeLeftBehind(temporary, LIBRARY, owner, NOW.minus(Duration.ofDays(1)));
  }

  private Path leave(String name, Instant when) throws IOException {
    Path left = Files.createDirectory(temporary.resolve(name));
    Files.createFile(left.resolve(LIBRARY));
    age(name, when);
    return left;
  }

  private void age(String name, Instant when) throws IOException {
    Files.setLastModifiedTime(temporary.resolve(name), FileTime.from(when));
  }

  /** What another process sees there as soon as it has used a database. */
  private List<String> inTemporaryWhileLoaded(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dorg.sqlite.tmpdir=" + temporary);
    command.add("-Djava.io.tmpdir=" + elsewhere.resolve("missing"));
    command.add("-classpath");
    command.add(System.getProperty("java.class.path", ""));
    command.add(Loading.class.getName());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> names = output.lines().toList();
      assertEquals(0, process.waitFor());
      return names;
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private record Somebody(String name) implements UserPrincipal {
    @Override
    public String getName() {
      return name;
    }
  }

  /** The other process: {@code [directory to unpack to]}. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] args) throws Exception {
      if (args.length == 0) {
        SqliteLibrary.load();
      } else {
        SqliteLibrary.unpackAndLoad(Path.of(args[0]));
      }
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
        SqliteDatabase.execute(connection, "CREATE TABLE used (id INTEGER)");
        names(Path.of(System.getProperty("org.sqlite.tmpdir", ""))).forEach(System.out::println);
      }
    }
  }
}
