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
 * Files of one database, by name.
 *
 * @param database the database file
 */
public record DatabaseFiles(Path database) {
  private static final System.Logger LOGGER = System.getLogger(DatabaseFiles.class.getName());

  /** Suffixes of the files that SQLite and the manager place next to a database. */
  private static final List<String> COMPANIONS =
      List.of("", "-wal", "-shm", "-journal", ".lock", ".key", ".key.next");

  /** Suffixes of files that exist only if a database was in use. */
  private static final List<String> SIGNS = List.of("-wal", ".lock", ".key");

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  public Path companion(String suffix) {
    return database.resolveSibling(database.getFileName() + suffix);
  }

  /**
   * Refuses to start with an empty database if another one existed before.
   *
   * @throws StoreException when the database is missing or empty, but the files next to it belong
   *     to a database that was in use
   */
  public void requireNoneLost() {
    lost()
        .ifPresent(
            sentence -> {
              throw new StoreException(sentence);
            });
  }

  /** Returns the evidence that a database was lost and the remedy; empty if none was lost. */
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
            "The database %s is %s, but there was one: found %s. Restore a backup with --restore FILE, or remove %s to start with an empty database. Nothing was changed."
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

  /** Removes all permissions of other users, if the file system supports POSIX permissions. */
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
            "{0} was accessible to other users ({1}); its permissions were restricted to its owner",
            file,
            PosixFilePermissions.toString(now));
      }
    } catch (IOException e) {
      LOGGER.log(
          Level.WARNING,
          "{0} may be accessible to other users: its permissions cannot be read or changed",
          file);
    }
  }

  /** Returns a message about a file that is not writable; empty if all files are. */
  public Optional<String> readOnly() {
    Path directory = Optional.ofNullable(database.getParent()).orElse(database);
    return Stream.of(directory, database, companion("-wal"), companion(".lock"))
        .filter(file -> Files.exists(file) && !Files.isWritable(file))
        .findFirst()
        .map(
            file ->
                "%s is read-only for this process: check its permissions, its owner and how its disk is mounted."
                    .formatted(file));
  }

  /** Returns whether the disk has too little space to open the database. */
  public boolean isDiskFull() {
    try {
      return Files.getFileStore(database.getParent()).getUsableSpace() < LEAST_ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  /** Minimum space: the index of the write-ahead log takes 32 KiB, its first page the same. */
  private static final long LEAST_ROOM = 128 * 1_024;
}
