package ai.joinly.manager.store.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * The native part of SQLite. The driver would unpack it with a copy and a comparison, byte by byte,
 * which takes a third of a start; here it is one copy, which is removed once it is loaded. Where
 * {@code org.sqlite.lib.path} names a directory, as in the image, nothing is unpacked.
 */
final class SqliteLibrary {
  private static final System.Logger LOGGER = System.getLogger(SqliteLibrary.class.getName());
  private static final String DIRECTORY = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";

  /** Guarded by this class. */
  private static boolean tried;

  private SqliteLibrary() {}

  /** Loads it at the first call. If that fails, the driver tries by itself. Thread-safe. */
  static synchronized void load() {
    if (tried) {
      return;
    }
    tried = true;
    if (System.getProperty(DIRECTORY) == null) {
      unpackAndLoad();
    }
  }

  private static void unpackAndLoad() {
    String name = LibraryLoaderUtil.getNativeLibName();
    String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
    try (InputStream library = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
      if (library == null) {
        return;
      }
      // Nobody else can write into it.
      Path directory = Files.createTempDirectory("joinly-sqlite-");
      Path file = directory.resolve(name);
      try {
        Files.copy(library, file);
        initialize(directory, name);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      // Where an open file cannot be removed, the system's own rules for such files clean up.
      LOGGER.log(Level.DEBUG, "SQLite''s library was not unpacked or not removed", e);
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
