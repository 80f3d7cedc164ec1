package ai.joinly.manager.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The image's user and commands, run as processes: no container engine is needed. */
@Tag("system")
@Isolated
class ImageTest {
  private static final int TERMINATED = 143;

  /** What {@code deploy/runtime.options} makes of the compilers' priority: 0 is usual, 19 least. */
  private static final int COMPILERS = 10;

  @TempDir private Path directory;

  private Process start(List<String> command, int port) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Container.here(command))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("output.log").toFile()));
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_PORT", Integer.toString(port));
    environment.put("STORE_PATH", directory.resolve("data/manager.db").toString());
    environment.put("JOINLY_URL", "http://127.0.0.1:9/mcp/");
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private int health(Container image, int port) {
    try {
      Process check = start(image.command("HEALTHCHECK"), port);
      assertTrue(check.waitFor(60, TimeUnit.SECONDS));
      return check.exitValue();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Each look is a process of its own, which takes long on a busy machine. */
  private void awaitLife(Container image, int port) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (health(image, port) != 0) {
      assertTrue(System.nanoTime() < end, "it never lived");
    }
  }

  @Test
  void theEntrypointServesTheHealthCheckSeesItAndASignalEndsIt() throws Exception {
    Container image = Container.read();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertEquals(1, health(image, port), "nothing is there yet");
    Process manager = start(image.command("ENTRYPOINT"), port);
    try {
      awaitLife(image, port);
      assertCompilersGiveWay(manager);
      assertTrue(Files.exists(directory.resolve("data/manager.db")));
      manager.destroy();
      assertTrue(manager.waitFor(60, TimeUnit.SECONDS));
      assertEquals(TERMINATED, manager.exitValue());
      assertEquals(1, health(image, port), "nothing is there any more");
    } finally {
      manager.destroyForcibly();
    }
  }

  /** As Linux tells it; other systems have no priorities that anybody may lower. */
  private static void assertCompilersGiveWay(Process manager) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(manager.pid()), "task");
    // A build that itself gives way that far leaves nothing to tell the two apart by.
    if (!Files.isDirectory(tasks) || nice(Path.of("/proc/self")) >= COMPILERS) {
      return;
    }
    Map<String, Integer> niceOf = new HashMap<>();
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        try {
          niceOf.put(Files.readString(thread.resolve("comm")).strip(), nice(thread));
        } catch (IOException e) {
          // It has ended meanwhile.
        }
      }
    }
    assertEquals(COMPILERS, niceOf.get("C2 CompilerThre"));
    assertEquals(nice(Path.of("/proc/self")), niceOf.get("store-writer"));
  }

  /** The seventeenth field after the name, which may hold spaces and brackets itself. */
  private static int nice(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return Integer.parseInt(fields[16]);
  }

  /** Options built in bring no warning when they are not root's. */
  @Test
  void theRuntimeHasItsOptionsBuiltIn() throws Exception {
    String build = Files.readString(Path.of("Dockerfile"));
    assertTrue(build.contains("COPY deploy/runtime.options ./"));
    assertTrue(build.contains("--add-options=\"$(grep -v '^#' runtime.options"));
    assertFalse(build.contains("@runtime.options"));
    // The build puts them into one line, without quotes.
    for (String line : Files.readAllLines(Path.of("deploy/runtime.options"))) {
      assertTrue(line.matches("#.*|-XX:[+\\w=-]+"), line);
    }
  }

  @Test
  void itsBasesHaveTagsAndItsLabelsAreFilledByTheBuild() throws Exception {
    String build = Files.readString(Path.of("Dockerfile"));
    List<String> bases = build.lines().filter(line -> line.startsWith("FROM ")).toList();
    assertEquals(2, bases.size());
    for (String base : bases) {
      assertTrue(base.matches("FROM [a-z0-9./-]+:[a-z0-9.-]+( AS build)?"), base);
      assertFalse(base.contains(":latest"), base);
    }
    String labels = Container.read().instruction("LABEL");
    for (String label :
        List.of(
            "title=",
            "description=",
            "licenses=\"MIT\"",
            "source=\"$SOURCE\"",
            "version=\"$VERSION\"",
            "revision=\"$REVISION\"",
            "created=\"$CREATED\"",
            "base.name=\"" + bases.getLast().substring("FROM ".length()) + "\"")) {
      assertTrue(labels.contains("org.opencontainers.image." + label), label);
    }
    assertTrue(build.contains("-Dbuild.revision=\"$REVISION\""));
  }

  @Test
  void theImageRunsWithoutRightsAndWithoutAShell() throws Exception {
    Container image = Container.read();
    assertTrue(image.instruction("USER").matches("[1-9][0-9]*:[1-9][0-9]*"));
    assertEquals("[\"/data\"]", image.instruction("VOLUME"));
    assertEquals("8001", image.instruction("EXPOSE"));
    assertTrue(image.instruction("ENV").contains("STORE_PATH=/data/"));
    assertFalse(image.command("ENTRYPOINT").getFirst().endsWith("sh"));
    assertFalse(image.command("HEALTHCHECK").getFirst().endsWith("sh"));
  }

  /**
   * A cache is refused, with five lines of errors, where the JVM's options are not those it has.
   */
  @Test
  void theHealthCheckCanUseTheCacheToo() throws Exception {
    for (String option :
        List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders")) {
      assertTrue(Files.readAllLines(Path.of("deploy/jvm.options")).contains(option));
      assertTrue(Container.read().command("HEALTHCHECK").contains(option));
    }
  }

  @Test
  void whatTheBuildCopiesIsNotIgnored() throws Exception {
    List<String> ignored = Files.readAllLines(Path.of(".dockerignore"));
    for (String needed :
        List.of("!pom.xml", "!src/main", "!deploy/jvm.options", "!deploy/runtime.options")) {
      assertTrue(ignored.contains(needed), needed);
    }
  }
}
