package ai.joinly.manager.store.jdbc.file;

import ai.joinly.manager.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of one database, by their names.
 *
 * @param database the file itself
 */
public record DatabaseFiles(Path database) {
  private static final System.Logger LOGGER = System.getLogger(DatabaseFiles.class.getName());

  /** What SQLite keeps next to a database, and what the manager does. */
  private static final List<String> COMPANIONS =
      List.of("", "-wal", "-shm", "-journal", ".lock", ".key", ".key.next");

  /** What no database leaves that was never in use. */
  private static final List<String> SIGNS = List.of("-wal", ".lock", ".key");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  public Path companion(String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  /**
   * Refuses to begin with an empty database where there was another one.
   *
   * @throws StoreException when the database is missing or empty, and what lies next to it is of
   *     one that was in use
   */
  public void requireNoneLost() {
    lost()
        .ifPresent(
            sentence -> {
              throw new StoreException(sentence);
            });
  }

  /** Returns why there must have been a database that is not there any more, and what to do. */
  Optional<String> lost() {
    if (size("") > 0) {
      return Optional.empty();
    }
    List<String> left =
        SIGNS.stream()
            .filter(suffix -> size(suffix) > 0)
            .map(s -> companion(s).toString())
            .toList();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The database %s is %s, but there was one: it has left %s. Restore a backup with --restore FILE, or remove %s to begin with an empty database. Nothing was changed."
                .formatted(
                    database,
                    Files.exists(database) ? "empty (0 bytes)" : "missing",
                    String.join(" and ", left),
                    left.size() > 1 ? "these files" : "this file"));
  }

  private long size(String suffix) {
    try {
      return Files.size(companion(suffix));
    } catch (IOException e) {
      return 0; // it does not exist
    }
  }

  /** Takes all rights from others than the owner, where the file system knows owners. */
  public void tighten() {
    if (!database.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    for (String suffix : COMPANIONS) {
      Path file = companion(suffix);
      if (Files.exists(file)) {
        tighten(file);
      }
    }
  }

  private static void tighten(Path file) {
    try {
      Set<PosixFilePermission> now = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(now)) {
        Files.setPosixFilePermissions(
            file, now.stream().filter(OWNER_ONLY::contains).collect(Collectors.toSet()));
        LOGGER.log(
            Level.WARNING,
            "{0} was open to others than its owner ({1}) and is not any more",
            file,
            PosixFilePermissions.toString(now));
      }
    } catch (IOException e) {
      LOGGER.log(
          Level.WARNING,
          "{0} may be open to others than its owner: its rights cannot be read or changed",
          file);
    }
  }

  /** Returns what cannot be written, though the database is there and must be written. */
  public Optional<String> readOnly() {
    Path directory = Optional.ofNullable(database.getParent()).orElse(database);
    return Stream.of(directory, database, companion("-wal"), companion(".lock"))
        .filter(file -> Files.exists(file) && !Files.isWritable(file))
        .findFirst()
        .map(
            file ->
                "%s is read-only for this process: check its rights, its owner and how its disk is mounted."
                    .formatted(file));
  }

  /** Whether the disk has so little room that the database cannot be opened. */
  public boolean isDiskFull() {
    try {
      return Files.getFileStore(database.getParent()).getUsableSpace() < LEAST_ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  /** The index of the log of changes takes 32 KiB, the first page of the log as much again. */
  private static final long LEAST_ROOM = 128 * 1_024;
}
