package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.demo.llm.ScriptedLlm;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What SIGTERM does to a manager that is a process of its own, with agents in meetings. */
@Tag("system")
@Isolated
class ShutdownTest {
  /** 128 and the number of SIGTERM, as of any process that a signal ended. */
  private static final int TERMINATED = 143;

  private static final int GOING_AWAY = 1001;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String ORDERLY_END = "Joinly Manager has ended";

  @TempDir Path directory;

  private ManagerProcess manager(
      JoinlySimulator joinly, ScriptedLlm llm, Map<String, String> further) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("JOINLY_URL", joinly.mcpUrl().toString());
    settings.put("OPENAI_BASE_URL", llm.baseUrl().toString());
    settings.put("OPENAI_API_KEY", "test");
    settings.put("STORE_PATH", directory.resolve("manager.db").toString());
    settings.put("MAX_AGENTS", "300");
    settings.putAll(further);
    return new ManagerProcess(directory, settings);
  }

  private static void create(ManagerProcess manager, int agents)
      throws IOException, InterruptedException {
    for (int i = 0; i < agents; i++) {
      HttpResponse<String> made =
          manager.send(
              "POST",
              "/agents",
              Optional.of(
                  "{\"name\":\"Joe\",\"meeting_url\":\"https://meet.google.com/abc-%04d-xyz\"}"
                      .formatted(i)));
      assertEquals(201, made.statusCode(), made.body());
    }
  }

  private static void awaitJoined(ManagerProcess manager, int agents) {
    awaiting(
        agents + " agents have joined", () -> count(manager, "meeting_status", "joined") == agents);
  }

  private static long count(ManagerProcess manager, String field, String value) {
    try {
      return manager
          .get("/agents")
          .valueStream()
          .filter(agent -> agent.path(field).asText().equals(value))
          .count();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** For what takes more of a busy machine than {@code eventually} gives. */
  private static void awaiting(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!holds.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "never came about: " + what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static int status(ManagerProcess manager, String method, String path, String... body) {
    try {
      return manager
          .send(method, path, body.length == 0 ? Optional.empty() : Optional.of(body[0]))
          .statusCode();
    } catch (IOException e) {
      return 0; // it is not there any more
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The status that a client of all events is closed with, once it is. */
  private static CompletableFuture<Integer> closeOf(HttpClient http, ManagerProcess manager) {
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    http.newWebSocketBuilder()
        .buildAsync(
            URI.create("ws://127.0.0.1:" + manager.port() + "/ws/session"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                closed.complete(status);
                return CompletableFuture.completedStage(null);
              }

              @Override
              public void onError(WebSocket socket, Throwable error) {
                closed.completeExceptionally(error);
              }
            })
        .join();
    return closed;
  }

  private static void assertNobodyIsLeft(JoinlySimulator joinly) {
    assertEquals(List.of(), joinly.openSessions());
    assertEquals(0, joinly.stats().inMeeting());
    assertEquals(0, joinly.stats().ghosts());
  }

  @Test
  void allAgentsOfAFullHouseLeaveAndTheirSessionsAreDeleted() throws Exception {
    int agents = 200;
    SimulatorOptions slowToLeave = SimulatorOptions.fast().leaveTime(Duration.ofSeconds(2)).build();
    try (JoinlySimulator joinly = JoinlySimulator.start(slowToLeave);
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
        HttpClient http = HttpClient.newHttpClient();
        ManagerProcess manager = manager(joinly, llm, Map.of("SHUTDOWN_TIMEOUT", "30s"))) {
      manager.start();
      create(manager, agents);
      awaitJoined(manager, agents);
      assertEquals(200, status(manager, "GET", "/health/ready"));
      CompletableFuture<Integer> closed = closeOf(http, manager);
      manager.signal();
      manager.signal(); // as wrappers do, which deliver it twice
      eventually("it is unready", () -> status(manager, "GET", "/health/ready") == 503);
      assertEquals(200, status(manager, "GET", "/health/live"));
      assertEquals(200, status(manager, "GET", "/health/started"));
      assertEquals(
          503,
          status(
              manager,
              "POST",
              "/agents",
              "{\"name\":\"Late\",\"meeting_url\":\"https://meet.google.com/abc-late-xyz\"}"));
      assertEquals(TERMINATED, manager.awaitEnd());
      assertEquals(GOING_AWAY, closed.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      assertNobodyIsLeft(joinly);
      assertEquals(agents, joinly.stats().deletedSessions());
      for (SimulatedSession session : joinly.sessions()) {
        assertEquals(1, session.toolCalls("leave_meeting"), session.toString());
      }
      assertTrue(manager.log().contains(ORDERLY_END));
      assertTrue(
          manager.log().contains("SIGTERM received, the manager ends: all agents leave"),
          manager.log());
      assertFalse(manager.log().contains("\"level\":\"warn\""), manager.log());
      assertFalse(manager.log().contains("\"level\":\"error\""), manager.log());
    }
  }

  @Test
  void aSecondSignalEndsItAtOnceAndTheNextManagerFinishesTheWork() throws Exception {
    SimulatorOptions stuck = SimulatorOptions.fast().leaveTime(Duration.ofMinutes(1)).build();
    try (JoinlySimulator joinly = JoinlySimulator.start(stuck);
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
        ManagerProcess manager =
            manager(joinly, llm, Map.of("SHUTDOWN_TIMEOUT", "50s", "LEAVE_TIMEOUT", "45s"))) {
      manager.start();
      create(manager, 3);
      awaitJoined(manager, 3);
      manager.signal();
      awaiting(
          "all are leaving",
          () -> joinly.sessions().stream().allMatch(s -> s.toolCalls("leave_meeting") == 1));
      awaiting(
          "it has ended",
          () -> {
            manager.signal(); // one that comes too soon after the first is taken for the same
            return !manager.isAlive();
          });
      assertEquals(TERMINATED, manager.awaitEnd());
      assertFalse(manager.log().contains(ORDERLY_END), manager.log());
      assertEquals(3, joinly.openSessions().size());
      manager.start();
      awaiting("the sessions are ended", () -> joinly.openSessions().isEmpty());
      // The manager hears of the end after the server has made it.
      awaiting("all are stopped", () -> count(manager, "status", "stopped") == 3);
    }
  }

  @Test
  void agentsThatAreToStayAreInTheirCallsUntilTheNextManagerHasThem() throws Exception {
    int agents = 20;
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
        HttpClient http = HttpClient.newHttpClient();
        ManagerProcess manager = manager(joinly, llm, Map.of("SHUTDOWN_LEAVE", "false"))) {
      manager.start();
      create(manager, agents);
      awaitJoined(manager, agents);
      Set<String> sessions = idsInMeeting(joinly);
      CompletableFuture<Integer> closed = closeOf(http, manager);
      assertEquals(TERMINATED, manager.terminate());
      assertEquals(GOING_AWAY, closed.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      assertEquals(agents, sessions.size());
      assertEquals(sessions, idsInMeeting(joinly));
      assertTrue(manager.log().contains("stay in their meetings for the next start"));
      manager.start();
      assertTrue(
          manager
              .log()
              .contains("left 20 active agents and 20 meeting sessions: 20 sessions are resumed"),
          manager.log());
      awaitJoined(manager, agents);
      assertEquals(sessions, idsInMeeting(joinly));
      assertEquals(agents, joinly.stats().sessionsMade());
      assertEquals(0, joinly.stats().deletedSessions());
    }
  }

  private static Set<String> idsInMeeting(JoinlySimulator joinly) {
    return joinly.openSessions().stream()
        .filter(SimulatedSession::isInMeeting)
        .map(SimulatedSession::id)
        .collect(Collectors.toSet());
  }

  @Test
  void agentsThatAreStartingLeaveNothingBehind() throws Exception {
    SimulatorOptions slowToStart =
        SimulatorOptions.fast()
            .startTime(Duration.ofMillis(100))
            .joinTime(Duration.ofMillis(500))
            .build();
    try (JoinlySimulator joinly = JoinlySimulator.start(slowToStart);
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
        ManagerProcess manager = manager(joinly, llm, Map.of())) {
      manager.start();
      create(manager, 50);
      awaiting("some have joined", () -> joinly.stats().inMeeting() >= 3);
      assertTrue(count(manager, "status", "starting") > 0, "none is starting any more");
      assertEquals(TERMINATED, manager.terminate());
      assertTrue(manager.log().contains(ORDERLY_END));
      eventually("the server has seen the ends", () -> joinly.openSessions().isEmpty());
      assertNobodyIsLeft(joinly);
    }
  }

  @Test
  void aManagerThatIsStillStartingEndsInOrder() throws Exception {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ScriptedLlm llm = ScriptedLlm.start(0, Duration.ZERO);
        ManagerProcess manager = manager(joinly, llm, Map.of())) {
      manager.start();
      create(manager, 5);
      awaitJoined(manager, 5);
      manager.kill();
      Files.delete(directory.resolve("manager.log"));
      manager.launch();
      awaiting(
          "it has its store, or listens already",
          () -> manager.log().contains("JdbcStore") || manager.log().contains("listens on"));
      assertEquals(TERMINATED, manager.terminate());
      assertTrue(manager.log().contains(ORDERLY_END), manager.log());
      assertFalse(manager.log().contains("xception"), manager.log());
      assertNobodyIsLeft(joinly);
      manager.start();
      assertEquals(5, count(manager, "status", "stopped"));
    }
  }
}
