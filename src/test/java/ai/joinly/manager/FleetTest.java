package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.simulator.SimulatedSession;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Many agents at once, over real sockets, in the small heap that the build gives the tests. */
@Tag("memory")
@Isolated
class FleetTest {
  private static final AtomicInteger OTHERS = new AtomicInteger(1_000);

  private static String url(int i) {
    return "https://meet.google.com/abc-%04d-xyz".formatted(i);
  }

  @Test
  void twoHundredAgentsEachHearAnswerAndLeaveTheirOwnMeeting() throws Exception {
    int agents = 200;
    try (TestManager manager = new TestManager(agents)) {
      int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < agents; i++) {
        ids.add(manager.create("Agent" + i, url(i)));
      }
      List<SimulatedSession> sessions = new ArrayList<>();
      for (int i = 0; i < agents; i++) {
        sessions.add(manager.joinly.awaitJoined(url(i), TestManager.LIMIT));
        manager.awaitField(ids.get(i), "meeting_status", "joined");
      }
      int threadsNow = ManagementFactory.getThreadMXBean().getThreadCount();
      assertTrue(
          threadsNow < threadsBefore + agents / 4,
          "platform threads grew from " + threadsBefore + " to " + threadsNow);
      for (int i = 0; i < agents; i++) {
        sessions.get(i).participantSaysAtOnce("Ada" + i, "Hello Agent" + i + ", can you hear me?");
      }
      for (int i = 0; i < agents; i++) {
        sessions.get(i).awaitSpoken("Ada" + i, TestManager.LIMIT);
        List<String> log = manager.log(ids.get(i));
        int number = i;
        assertTrue(log.contains("Ada" + i + ": Hello Agent" + i + ", can you hear me?"));
        assertTrue(
            log.stream()
                .filter(line -> line.contains("can you hear me?"))
                .allMatch(line -> line.startsWith("Ada" + number + ":")),
            "an agent heard another's meeting");
      }
      for (int i = 0; i < agents; i++) {
        sessions.get(i).participantSaysAtOnce("Ada" + i, "Agent" + i + ", please leave, goodbye.");
      }
      for (int i = 0; i < agents; i++) {
        manager.awaitField(ids.get(i), "status", "stopped");
      }
      assertEquals(0, manager.joinly.stats().openSessions());
      assertEquals(1, manager.joinly.stats().mostSessionsOfOneAgent());
    }
  }

  @Test
  void aShutdownLeavesNoSessionBehind() throws Exception {
    TestManager manager = new TestManager(100);
    try {
      for (int i = 0; i < 100; i++) {
        manager.create("Agent" + i, url(i));
      }
      for (int i = 0; i < 100; i++) {
        manager.joinly.awaitJoined(url(i), TestManager.LIMIT);
      }
      manager.application.close();
      assertEquals(0, manager.joinly.stats().openSessions());
      assertEquals(100, manager.joinly.stats().deletedSessions());
    } finally {
      manager.close();
    }
  }

  @Test
  void commandsFromManyThreadsNeverMakeTwoSessionsOfOneAgent() throws Exception {
    int agents = 8;
    try (TestManager manager = new TestManager(agents)) {
      manager.joinly.faults().slowJoins(Duration.ofMillis(30));
      List<String> ids = new CopyOnWriteArrayList<>();
      for (int i = 0; i < agents; i++) {
        ids.add(manager.create("Agent" + i, url(i)));
      }
      List<Integer> statuses = storm(manager, ids);
      assertTrue(
          statuses.stream().allMatch(s -> List.of(200, 201, 400, 404, 409).contains(s)),
          statuses.toString());
      for (String id : ids) {
        manager.call("DELETE", "/agents/" + id);
      }
      assertEquals(0, manager.call("GET", "/agents").body().size());
      eventually("no session is left", () -> manager.joinly.stats().openSessions() == 0);
      assertEquals(1, manager.joinly.stats().mostSessionsOfOneAgent());
    }
  }

  private static List<Integer> storm(TestManager manager, List<String> ids) throws Exception {
    List<Future<List<Integer>>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < 16; t++) {
        clients.add(
            threads.submit(
                () -> {
                  List<Integer> statuses = new ArrayList<>();
                  for (int i = 0; i < 40; i++) {
                    ThreadLocalRandom random = ThreadLocalRandom.current();
                    String path = "/agents/" + ids.get(random.nextInt(ids.size()));
                    int dice = random.nextInt(11);
                    if (dice == 0) {
                      statuses.add(manager.call("DELETE", path).status());
                    } else if (dice == 1) {
                      statuses.add(createAnother(manager, ids));
                    } else {
                      String verb = List.of("start", "stop", "join-meeting").get(dice % 3);
                      statuses.add(manager.call("POST", path + "/" + verb).status());
                    }
                  }
                  return statuses;
                }));
      }
    }
    List<Integer> all = new ArrayList<>();
    for (Future<List<Integer>> client : clients) {
      all.addAll(client.get());
    }
    return all;
  }

  private static int createAnother(TestManager manager, List<String> ids) throws Exception {
    int number = OTHERS.incrementAndGet();
    TestManager.Answer answer =
        manager.call(
            "POST",
            "/agents",
            "{\"name\":\"Other%d\",\"meeting_url\":\"%s\"}".formatted(number, url(number)));
    if (answer.status() == 201) {
      ids.add(answer.body().get("id").asText());
    }
    return answer.status();
  }
}
