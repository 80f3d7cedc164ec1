package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What probes and Prometheus are told to ask for, asked of a running manager, come what may. */
@Tag("system")
class ProbesTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";
  private static final Pattern PATH = Pattern.compile("(?m)\\bpath: (/[a-z/]*)$");

  /** The paths that manifests name, but for those of files. */
  private static Set<String> paths() throws IOException {
    Set<String> paths = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("k8s"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        Matcher matcher = PATH.matcher(Files.readString(file));
        while (matcher.find()) {
          paths.add(matcher.group(1));
        }
      }
    }
    return paths;
  }

  @Test
  void everyPathOfTheManifestsIsAnswered() throws Exception {
    Set<String> paths = paths();
    assertTrue(
        paths.containsAll(Set.of("/health/live", "/health/ready", "/health/started", "/metrics")),
        paths.toString());
    try (TestManager manager = new TestManager(1)) {
      for (String path : paths) {
        assertEquals(200, manager.status(path), path);
      }
    }
  }

  @Test
  void noPeerThatIsAwayMakesAProbeFail() throws Exception {
    try (TestManager manager = new TestManager(1, SimulatorOptions.fast().build())) {
      String id = manager.create("Ada", URL);
      manager.awaitField(id, "meeting_status", "joined");
      manager
          .joinly
          .awaitJoined(URL, TestManager.LIMIT)
          .participantSaysAtOnce("Bob", "Ada, hello?");
      awaitDetail(manager, "llm", "up");
      manager.llm.close();
      manager
          .joinly
          .awaitJoined(URL, TestManager.LIMIT)
          .participantSaysAtOnce("Bob", "Ada, are you there?");
      awaitDetail(manager, "llm", "down");
      manager.joinly.halt();
      awaitDetail(manager, "joinly", "down");
      JsonNode ready = manager.call("GET", "/health/ready").body();
      assertEquals("UP", ready.path("status").asText());
      assertEquals(
          "down", ready.at("/checks/0/data/capacity/status").asText(), "the house is full");
      for (String probe : Set.of("live", "ready", "started")) {
        assertEquals(200, manager.status("/health/" + probe), probe);
      }
      assertEquals(0, manager.scrape().value("joinly_manager_joinly_up"));
    }
  }

  /** The joinly server is asked every 15 s, so this takes more than usual. */
  private static void awaitDetail(TestManager manager, String name, String status)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TestManager.LIMIT.plusSeconds(30).toNanos();
    JsonNode ready = manager.call("GET", "/health/ready").body();
    while (!ready.at("/checks/0/data/" + name + "/status").asText().equals(status)) {
      assertTrue(System.nanoTime() < end, name + " is not " + status + ": " + ready);
      LockSupport.parkNanos(50_000_000);
      ready = manager.call("GET", "/health/ready").body();
    }
  }
}
