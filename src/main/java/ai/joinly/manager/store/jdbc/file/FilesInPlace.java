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
 * Whether the files of a database that is in use still have their names. SQLite and the lock go on
 * with a file that was moved or removed, so what they write would be lost, and another manager
 * could take the place.
 *
 * @param keys of the files by path, as the file system knows them; empty where it knows none
 */
public record FilesInPlace(Map<Path, Object> keys) {
  private static final List<String> WATCHED = List.of("", ".lock");

  public FilesInPlace {
    keys = Map.copyOf(keys);
  }

  /** A file is not the one that is open. */
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

  /** Notes the files as they are now. */
  public static FilesInPlace of(DatabaseFiles files) {
    Map<Path, Object> keys = new HashMap<>();
    for (String suffix : WATCHED) {
      Path file = files.companion(suffix);
      key(file).ifPresent(key -> keys.put(file, key));
    }
    return new FilesInPlace(keys);
  }

  /**
   * Returns if all are in their places.
   *
   * @throws MovedException when one is not
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
      return Optional.empty(); // it is not there
    }
  }
}
