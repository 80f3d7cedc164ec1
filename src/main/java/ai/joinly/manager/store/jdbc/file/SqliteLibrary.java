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
 * The native part of SQLite. The driver would unpack it with a copy and a comparison, byte by byte,
 * which takes a third of a start; here it is one copy, which is removed once it is loaded. Where
 * {@code org.sqlite.lib.path} names a directory, as in the image, nothing is unpacked.
 */
public final class SqliteLibrary {
  private static final System.Logger LOGGER = System.getLogger(SqliteLibrary.class.getName());
  private static final String DIRECTORY = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";
  private static final String PREFIX = "joinly-sqlite-";

  /** No process takes as long to load it. */
  private static final Duration LEFT_BEHIND = Duration.ofDays(1);

  /** Guarded by this class. */
  private static boolean tried;

  private SqliteLibrary() {}

  /** Loads it at the first call. If that fails, the driver tries by itself. Thread-safe. */
  public static synchronized void load() {
    if (tried) {
      return;
    }
    tried = true;
    if (System.getProperty(DIRECTORY) == null) {
      unpackAndLoad(temporary());
    }
  }

  /** As the driver chooses it: operators name one where nothing in /tmp may be executed. */
  private static Path temporary() {
    return Path.of(System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir")));
  }

  /**
   * Leaves nothing behind in {@code temporary}. If it fails, nothing is lost: the driver unpacks it
   * itself when it is first used.
   */
  static void unpackAndLoad(Path temporary) {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (library == null) {
        return;
      }
      // Nobody else can write into it.
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
      // Where an open file cannot be removed, a later start does it.
      LOGGER.log(Level.DEBUG, "SQLite''s library was not unpacked or not removed", e);
    }
  }

  /**
   * Removes what former processes left that were killed while they loaded it.
   *
   * @param owner of what is removed: others share the directory
   * @param before when it was made; a younger one may be in use
   */
  static void removeLeftBehind(
      Path temporary, String library, UserPrincipal owner, Instant before) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path entry : entries) {
        removeIfLeftBehind(entry, library, owner, before);
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOGGER.log(Level.DEBUG, "what was left behind was not found", e);
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
      // It holds something else, or another process removes it at this moment.
      LOGGER.log(Level.DEBUG, "what was left behind was not removed", e);
    }
  }

  private static void initialize(Path directory, String name) throws IOException {
    System.setProperty(DIRECTORY, directory.toString());
    System.setProperty(NAME, name);
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) { // the driver declares no other
      throw new IOException("the driver did not load it", e);
    } finally {
      System.clearProperty(DIRECTORY);
      System.clearProperty(NAME);
    }
  }
}
