package ai.joinly.manager.monitoring;

import ai.joinly.manager.logging.LogFields;
import ai.joinly.manager.process.AotCache;
import ai.joinly.manager.process.BuildInfo;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Log line about a start: versions and components.
 *
 * @param listensOn host and port of the API
 * @param database the store
 * @param files the settings files that were read
 */
public record StartLine(String listensOn, Database database, List<String> files) {
  private static final System.Logger LOGGER = System.getLogger(StartLine.class.getName());

  /**
   * State of the store at the start.
   *
   * @param place the name of its file, or "memory"
   * @param isNew whether it was created by this start
   * @param agents number of its agents
   */
  public record Database(String place, boolean isNew, int agents) {
    private String described() {
      return place + (isNew ? " (new)" : " (%s agents)".formatted(agents));
    }
  }

  public StartLine {
    files = List.copyOf(files);
  }

  /**
   * Logs the line.
   *
   * @param joinly the joinly server and whether it answers
   */
  void write(String joinly) {
    BuildInfo build = BuildInfo.current();
    AotCache cache = AotCache.current();
    String read = files.isEmpty() ? "none" : String.join(", ", files);
    LOGGER.log(
        Level.INFO,
        "{0} {1} runs on Java {2} at {3}; database: {4}; joinly: {5}; files of settings: {6}; AOT"
            + " cache: {7}",
        build.name(),
        build.version(),
        build.java(),
        listensOn,
        database.described(),
        joinly,
        read,
        cache,
        LogFields.of("version", build.version())
            .and("java", build.java())
            .and("database", database.place())
            .and("agents", database.agents())
            .and("joinly", joinly)
            .and("files", read)
            .and("aot_cache", cache.toString()));
    if (cache == AotCache.REFUSED) {
      LOGGER.log(
          Level.WARNING,
          "Java refused the AOT cache, so the start took longer: it is missing, or was created with"
              + " another Java, other options or other jars. Copy jars and cache with their times"
              + " (cp -p), or create the cache again");
    }
  }
}
