package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.event.EventType;
import ai.joinly.manager.event.StoredEvent;
import ai.joinly.manager.store.StoredAgent;
import ai.joinly.manager.store.jdbc.JdbcStore;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Kills a real manager again and again while people talk, and looks whether anything was lost,
 * doubled or left behind. More rounds: {@code mvn test -Dtest=CrashTest -Dcrash.rounds=100}.
 */
@Tag("system")
@Isolated
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("crash.rounds", 5);
  private static final int AGENTS = 6;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;
  private final Random random = new Random(Long.getLong("crash.seed", System.nanoTime()));
  private final EventCollector collector = new EventCollector();

  /** What was said, by meeting. */
  private final Map<String, List<String>> said = new ConcurrentHashMap<>();

  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void nothingIsLostDoubledOrLeftBehind() throws Exception {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ofMillis(20));
        HttpClient http = HttpClient.newHttpClient();
        ManagerProcess manager = new ManagerProcess(directory, settings(joinly, llm))) {
      Thread people = Thread.ofVirtual().start(() -> talk(joinly));
      for (int round = 0; round < ROUNDS; round++) {
        manager.start();
        collector.follow(http, manager.port());
        fill(manager, round);
        pause(1_500);
        manager.kill();
        pause(300);
      }
      manager.start();
      collector.follow(http, manager.port());
      List<JsonNode> running = awaitAllInMeetings(manager);
      over.set(true);
      people.join();
      awaitAllHeard(manager, joinly, running);
      checkSessions(joinly, running);
      manager.kill();
      checkStore(running);
    }
  }

  private Map<String, String> settings(JoinlySimulator joinly, ScriptedLlm llm) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("JOINLY_URL", joinly.mcpUrl().toString());
    settings.put("OPENAI_BASE_URL", llm.baseUrl().toString());
    settings.put("OPENAI_API_KEY", "test");
    settings.put("STORE_PATH", database().toString());
    settings.put("JOINLY_POLL_FASTEST", "200ms");
    settings.put("JOINLY_POLL_SLOWEST", "1s");
    settings.put("LOG_LEVEL", "info");
    return settings;
  }

  private Path database() {
    return directory.resolve("manager.db");
  }

  /** Keeps the house full; now and then somebody is sent away, so that starts are killed too. */
  private void fill(ManagerProcess manager, int round) throws IOException, InterruptedException {
    JsonNode agents = manager.get("/agents");
    int count = agents.size();
    if (count == AGENTS && random.nextInt(4) == 0) {
      String id = agents.get(random.nextInt(count)).get("id").asText();
      HttpResponse<String> gone = manager.send("DELETE", "/agents/" + id, Optional.empty());
      assertEquals(200, gone.statusCode(), gone.body());
      count--;
    }
    for (int i = count; i < AGENTS; i++) {
      String url = "https://meet.google.com/abc-%04d-xyz".formatted(round * AGENTS + i);
      HttpResponse<String> made =
          manager.send(
              "POST",
              "/agents",
              Optional.of("{\"name\":\"Joe\",\"meeting_url\":\"%s\"}".formatted(url)));
      assertEquals(201, made.statusCode(), made.body());
    }
  }

  /** People talk on, whether a manager listens or not. */
  private void talk(JoinlySimulator joinly) {
    int line = 0;
    while (!over.get()) {
      for (SimulatedSession session : joinly.openSessions()) {
        Optional<String> url = session.meetingUrl();
        if (session.isInMeeting() && url.isPresent()) {
          String text = "Joe, this is line " + ++line + ".";
          session.participantSaysAtOnce("Ada", text);
          said.computeIfAbsent(url.get(), any -> new ArrayList<>()).add(text);
        }
      }
      LockSupport.parkNanos(40_000_000);
    }
  }

  private void pause(int most) {
    LockSupport.parkNanos(Duration.ofMillis(random.nextLong(most)).toNanos());
  }

  private static List<JsonNode> awaitAllInMeetings(ManagerProcess manager) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      List<JsonNode> agents = manager.get("/agents").valueStream().toList();
      if (agents.stream().allMatch(a -> a.get("meeting_status").asText().equals("joined"))) {
        assertEquals(AGENTS, agents.size());
        return agents;
      }
      assertTrue(System.nanoTime() < end, () -> "not all in their meetings: " + statuses(agents));
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static List<String> statuses(List<JsonNode> agents) {
    return agents.stream()
        .map(a -> a.get("status").asText() + "/" + a.get("meeting_status").asText())
        .toList();
  }

  private void awaitAllHeard(
      ManagerProcess manager, JoinlySimulator joinly, List<JsonNode> running) {
    for (JsonNode agent : running) {
      String url = agent.at("/config/meeting_url").asText();
      List<String> lines = said.getOrDefault(url, List.of());
      if (!lines.isEmpty()) {
        String last = "Ada: " + lines.getLast();
        eventually(
            "heard in " + url + ": " + last, () -> logOf(manager, agent).contains(lines.getLast()));
      }
    }
    assertTrue(joinly.stats().openSessions() >= running.size());
  }

  private static String logOf(ManagerProcess manager, JsonNode agent) {
    try {
      return manager.get("/agents/" + agent.get("id").asText() + "/logs?lines=100").toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void checkSessions(JoinlySimulator joinly, List<JsonNode> running) {
    Map<String, Long> inMeeting =
        joinly.openSessions().stream()
            .filter(SimulatedSession::isInMeeting)
            .collect(
                Collectors.groupingBy(s -> s.meetingUrl().orElseThrow(), Collectors.counting()));
    Map<String, Long> expected =
        running.stream()
            .collect(Collectors.toMap(a -> a.at("/config/meeting_url").asText(), any -> 1L));
    assertEquals(expected, inMeeting, "one bot in each meeting, and no other");
    int unnamed = joinly.openSessions().size() - running.size();
    System.out.printf(
        "crash test: %d rounds, %d starts were killed before the server named their session%n",
        ROUNDS, unnamed);
    assertTrue(unnamed <= ROUNDS, "sessions left over: " + unnamed);
  }

  private void checkStore(List<JsonNode> running) throws IOException {
    Settings.Store defaults = Settings.Store.defaults();
    try (JdbcStore store =
        JdbcStore.open(
            new Settings.Store(
                database().toString(),
                Optional.empty(),
                0,
                defaults.eventsPerAgent(),
                defaults.bufferBytes()),
            event -> {},
            trouble -> {})) {
      assertEquals(Map.of(), collector.contradictions(), "one number, two events");
      assertEquals(running.size(), store.agents().size());
      for (StoredAgent agent : store.agents()) {
        checkAgent(store, agent);
      }
    }
  }

  private void checkAgent(JdbcStore store, StoredAgent agent) throws IOException {
    AgentId id = agent.agent().id();
    List<StoredEvent> events = store.events(id, 0, Integer.MAX_VALUE);
    for (int i = 0; i < events.size(); i++) {
      StoredEvent event = events.get(i);
      assertEquals(i + 1L, event.seq(), "no gap, no repetition");
      JsonNode told = collector.received().get(id.value() + "/" + event.seq());
      if (told != null) {
        assertEquals(told, JSON.readTree(event.json()));
      }
    }
    long newestTold =
        collector.received().keySet().stream()
            .filter(key -> key.startsWith(id.value()))
            .mapToLong(key -> Long.parseLong(key.substring(key.indexOf('/') + 1)))
            .max()
            .orElse(0);
    assertTrue(newestTold <= events.size(), "somebody heard of what was not stored");
    List<String> heard = new ArrayList<>();
    for (StoredEvent event :
        store.events(id, EnumSet.of(EventType.SEGMENT), 0, Integer.MAX_VALUE)) {
      JsonNode data = JSON.readTree(event.json()).path("data");
      if (data.path("role").asText().equals("participant")) {
        heard.add(data.path("text").asText());
      }
    }
    List<String> lines = said.getOrDefault(agent.agent().config().meetingUrl(), List.of());
    assertEquals(lines.stream().sorted().toList(), heard.stream().sorted().toList());
    System.out.printf("crash test: %s %d events, %d lines%n", id, events.size(), heard.size());
  }
}
