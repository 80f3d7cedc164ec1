package ai.joinly.manager.store.jdbc.file;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Native library of SQLite. The driver would unpack it with a copy and a byte-by-byte comparison,
 * which takes a third of a start. This class makes one copy and removes it after loading. If {@code
 * org.sqlite.lib.path} names a directory, as in the image, nothing is unpacked.
 */
public final class SqliteLibrary {
  private static final System.Logger LOGGER = System.getLogger(SqliteLibrary.class.getName());
  private static final String DIRECTORY = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static final String PREFIX = "joinly-sqlite-";

  /** Minimum age of a leftover copy; no process takes this long to load the library. */
  private static final Duration LEFT_BEHIND = Duration.ofDays(1);

  /** Guarded by this class. */
  private static boolean tried;

  private SqliteLibrary() {}

  /** Loads the library at the first call. If that fails, the driver loads it. Thread-safe. */
  public static synchronized void load() {
    if (tried) {
      return;
    }
    tried = true;
    if (System.getProperty(DIRECTORY) == null) {
      unpackAndLoad(temporary());
    }
  }

  /** Returns the driver's directory: operators set another one if /tmp is mounted noexec. */
  private static Path temporary() {
    return Path.of(System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir")));
  }

  /**
   * Unpacks and loads the library, then removes the copy from {@code temporary}. If this fails, the
   * driver unpacks the library itself at its first use.
   */
  static void unpackAndLoad(Path temporary) {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (library == null) {
        return;
      }
      // No other user can write into it.
      Path directory = Files.createTempDirectory(temporary, PREFIX);
      Path file = directory.resolve(name);
      try {
        removeLeftBehind(
            temporary, name, Files.getOwner(directory), Instant.now().minus(LEFT_BEHIND));
        Files.copy(library, file);
        initialize(directory, name);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      // If an open file cannot be removed, a later start removes it.
      LOGGER.log(Level.DEBUG, "SQLite''s library was not unpacked or not removed", e);
    }
  }

  /**
   * Removes the copies of previous processes that were killed while loading the library.
   *
   * @param owner owner of the removed copies, as other users share the directory
   * @param before only copies older than this are removed; a younger one may be in use
   */
  static void removeLeftBehind(
      Path temporary, String library, UserPrincipal owner, Instant before) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path entry : entries) {
        removeIfLeftBehind(entry, library, owner, before);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOGGER.log(Level.DEBUG, "leftover copies of the library could not be listed", e);
    }
  }

  private static void removeIfLeftBehind(
      Path directory, String library, UserPrincipal owner, Instant before) {
    try {
      if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          && Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(owner)
          && Files.getLastModifiedTime(directory).toInstant().isBefore(before)) {
        Files.deleteIfExists(directory.resolve(library));
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      // It contains other files, or another process is removing it.
      LOGGER.log(Level.DEBUG, "a leftover copy of the library was not removed", e);
    }
  }

  private static void initialize(Path directory, String name) throws IOException {
    System.setProperty(DIRECTORY, directory.toString());
    System.setProperty(NAME, name);
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) { // the driver declares no specific type
      throw new IOException("the driver did not load it", e);
    } finally {
      System.clearProperty(DIRECTORY);
      System.clearProperty(NAME);
    }
  }
}
