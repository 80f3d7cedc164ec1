package ai.joinly.manager.store.jdbc.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Check that the open files of a database still have their names. SQLite and the lock continue to
 * use a file that was moved or removed, so their writes would be lost, and another manager could
 * create a database at the same path.
 *
 * @param keys the file keys by path, as reported by the file system; empty if it has none
 */
public record FilesInPlace(Map<Path, Object> keys) {
  private static final List<String> WATCHED = List.of("", ".lock");

  public FilesInPlace {
    keys = Map.copyOf(keys);
  }

  /** Failure because a path no longer refers to the open file. */
  public static final class MovedException extends SQLException {
    private static final long serialVersionUID = 1;
    private final String file;

    MovedException(Path file) {
      super(file + " was moved");
      this.file = file.toString();
    }

    public String file() {
      return file;
    }
  }

  /** Records the current files. */
  public static FilesInPlace of(DatabaseFiles files) {
    Map<Path, Object> keys = new HashMap<>();
    for (String suffix : WATCHED) {
      Path file = files.companion(suffix);
      key(file).ifPresent(key -> keys.put(file, key));
    }
    return new FilesInPlace(keys);
  }

  /**
   * Checks that all files are in place.
   *
   * @throws MovedException when a file is not in place
   */
  public void require() throws MovedException {
    for (Map.Entry<Path, Object> known : keys.entrySet()) {
      if (!key(known.getKey()).equals(Optional.of(known.getValue()))) {
        throw new MovedException(known.getKey());
      }
    }
  }

  private static Optional<Object> key(Path file) {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty(); // it does not exist
    }
  }
}
