package ai.joinly.manager.bench.harness;

import ai.joinly.training.AotTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The AOT cache that belongs to the jar on the class path, made when there is none or it is older.
 * Class directories cannot be cached: then there is none.
 */
final class AotCache {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private AotCache() {}

  static synchronized Optional<Path> file() throws IOException {
    Path jar = Path.of(Child.classPath());
    if (!Files.isRegularFile(jar)) {
      return Optional.empty();
    }
    String name = jar.getFileName().toString().replace(".jar", ".aot");
    Path cache = jar.resolveSibling(name);
    if (!Files.exists(cache)
        || Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(jar)) < 0) {
      make(cache);
    }
    return Optional.of(cache);
  }

  private static void make(Path cache) throws IOException {
    System.err.println("recording a start of the manager for the AOT cache …");
    Path directory = Files.createTempDirectory("joinly-bench-aot-");
    List<String> options = new ArrayList<>(ManagerProcess.deployedOptions());
    options.add("-XX:AOTCacheOutput=" + cache);
    try (Child training = Child.start(options, AotTraining.class, List.of(), Map.of(), directory)) {
      if (!training.awaitEnd(LIMIT) || !Files.exists(cache)) {
        throw new BenchmarkException("No AOT cache came about: " + training.otherOutput());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("Interrupted", e);
    } finally {
      Files.deleteIfExists(directory);
    }
  }
}
