package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agenttools.FakeToolServer;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.ToolSettings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.logging.CapturedLog;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.metrics.Scrape;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** The whole manager with agents that bring a tool server along. */
@Tag("system")
@Isolated
class ToolServersTest {
  private static final String URL = "https://meet.google.com/abc-defg-hij";

  /** Long enough that no time stamp and no id of a process can hold it by chance. */
  private static final String SECRET_TAIL = "t0ken-4711-of-the-wiki";

  private static final String SECRET = "s3cret-" + SECRET_TAIL;

  private FakeToolServer wiki;
  private SearchingLlm llm;

  @BeforeEach
  void start() throws Exception {
    wiki = new FakeToolServer();
    wiki.listChanges = true;
    // It tells everybody what it was sent.
    wiki.tool("search", arguments -> FakeToolServer.text("Bearer " + SECRET + " found nothing"));
    llm = new SearchingLlm("wiki_search");
  }

  @AfterEach
  void stop() throws Exception {
    wiki.close();
    llm.close();
  }

  private String body(String url, boolean autoJoin) {
    return """
    {"name":"Joe","meeting_url":"%s","auto_join":%s,"mcp_servers":\
    {"wiki":{"url":"%s","headers":{"Authorization":"Bearer %s"}}}}"""
        .formatted(URL, autoJoin, url, SECRET);
  }

  private TestManager manager() throws Exception {
    return new TestManager(
        2,
        SimulatorOptions.fast().build(),
        common ->
            common
                .with(new ToolSettings(Set.of(wiki.hostAndPort()), Duration.ofSeconds(20)))
                .with(
                    new Settings.Llm(
                        Map.of(
                            "OPENAI_BASE_URL", new Secret(llm.baseUrl()),
                            "OPENAI_API_KEY", new Secret("test")),
                        Set.of(),
                        Duration.ofSeconds(20),
                        3)));
  }

  @Test
  void anAgentUsesItsToolsInAMeetingAndTheApiShowsNoSecret() throws Exception {
    try (TestManager manager = manager()) {
      TestManager.Answer created = manager.call("POST", "/agents", body(wiki.url(), true));
      assertEquals(201, created.status(), created.toString());
      String id = created.body().get("id").asText();
      SimulatedSession session = manager.joinly.awaitJoined(URL, TestManager.LIMIT);
      manager.awaitField(id, "meeting_status", "joined");
      eventually("the tools are there", () -> log(manager, id).contains("wiki offers 1 tool"));
      session.participantSaysAtOnce("Ada", "Joe, what is in the wiki?");
      eventually("it searched", () -> log(manager, id).contains("Used the tool wiki_search"));
      assertEquals("search", wiki.nextCall());
      for (JsonNode shown : List.of(created.body(), manager.agent(id))) {
        assertEquals(
            "{\"wiki\":{\"url\":\"%s\",\"headers\":{\"Authorization\":\"***\"},\"include\":[],\"exclude\":[]}}"
                .formatted(wiki.url()),
            shown.at("/config/mcp_servers").toString());
      }
      for (String path :
          List.of("/agents", "/agents/" + id, "/agents/" + id + "/logs?lines=1000")) {
        assertFalse(manager.get(path).contains(SECRET), path);
      }
      Scrape scrape = manager.scrape();
      assertTrue(
          scrape.value("joinly_manager_mcp_requests_total{method=\"tools/call\",outcome=\"ok\"}")
              >= 2,
          "the join and the search");
      for (String word : List.of("wiki", "127.0.0.1", wiki.hostAndPort(), SECRET)) {
        assertFalse(scrape.text().contains(word), word);
      }
      wiki.deletion = Duration.ofSeconds(2);
      manager.application.close();
      assertEquals(1, wiki.deleted.size(), "the process waits for the end of the session");
    }
  }

  @Test
  void anOperatorSeesThatAToolServerCannotBeUsed() throws Exception {
    wiki.manner = FakeToolServer.Manner.UNAUTHORISED;
    try (TestManager manager = manager();
        CapturedLog lines = new CapturedLog(StateLog.class)) {
      String id =
          manager.call("POST", "/agents", body(wiki.url(), true)).body().path("id").asText();
      eventually(
          "last_error has the reason",
          () -> lastError(manager, id).startsWith("The tool server wiki cannot be reached"));
      String down = "joinly_manager_tool_servers{state=\"down\"}";
      String up = "joinly_manager_tool_servers{state=\"up\"}";
      assertEquals(1, manager.scrape().value(down));
      assertEquals(0, manager.scrape().value(up));
      assertTrue(
          lines.messages().getFirst().startsWith("A tool server of " + id),
          lines.messages().toString());
      assertFalse(lines.messages().toString().contains("wiki"), "names are for the agent's log");

      wiki.manner = FakeToolServer.Manner.WELL;
      eventually("it is over", () -> lastError(manager, id).isEmpty());
      assertEquals(1, manager.scrape().value(up));
      assertTrue(lines.messages().getLast().endsWith("answers again"), lines.messages().toString());

      manager.call("POST", "/agents/" + id + "/stop");
      eventually("its connection is gone", () -> manager.scrape().value(up) == 0);
    }
  }

  private static String lastError(TestManager manager, String id) {
    return manager.agent(id).path("last_error").asText("");
  }

  private static String log(TestManager manager, String id) {
    return manager.get("/agents/" + id + "/logs?lines=1000");
  }

  @Test
  void aServerOnAHostThatIsNotListedIsRefusedBeforeAnythingIsCreated() throws Exception {
    try (TestManager manager = manager();
        FakeToolServer other = new FakeToolServer()) {
      for (boolean autoJoin : new boolean[] {true, false}) {
        TestManager.Answer refused = manager.call("POST", "/agents", body(other.url(), autoJoin));
        assertEquals(400, refused.status());
        String error = refused.body().get("error").asText();
        assertTrue(error.contains("mcp_servers may not point wiki at that host"), error);
        assertTrue(error.contains("TOOLS_ALLOWED_HOSTS"), error);
        assertEquals("mcp_servers", refused.body().at("/fields/0/field").asText());
        assertFalse(refused.body().toString().contains(SECRET));
      }
      assertEquals(0, manager.call("GET", "/agents").body().size());
      assertEquals(0, manager.joinly.stats().openSessions());
      assertTrue(other.requests.isEmpty());
    }
  }

  /** In a process of its own, whose log and whose files hold all that it ever wrote. */
  @Test
  void secretsAreOnlyEverSentToTheirServer(@TempDir Path directory) throws Exception {
    try (JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
        ManagerProcess manager = new ManagerProcess(directory, settings(joinly, directory))) {
      wiki.manner = FakeToolServer.Manner.UNAUTHORISED;
      manager.start();
      HttpResponse<String> made =
          manager.send("POST", "/agents", Optional.of(body(wiki.url(), true)));
      assertEquals(201, made.statusCode(), made.body());
      assertFalse(made.body().contains(SECRET));
      SimulatedSession session = joinly.awaitJoined(URL, TestManager.LIMIT);
      eventually("the refusal is told", () -> agents(manager).contains("wiki cannot be reached"));
      wiki.manner = FakeToolServer.Manner.WELL;
      eventually("it is there", () -> agents(manager).contains("wiki offers 1 tool"));
      session.participantSaysAtOnce("Ada", "Joe, what is in the wiki?");
      eventually("it searched", () -> agents(manager).contains("Used the tool wiki_search"));
      manager.kill();
      int before = wiki.requests.size();
      manager.start();
      eventually("the next process has its tools", () -> count(agents(manager)) == 2);
      assertFalse(agents(manager).contains(SECRET));
      assertTrue(wiki.requests.size() > before);
      manager.terminate();
    }
    for (Request request : wiki.requests) {
      assertEquals("Bearer " + SECRET, request.header("authorization"), request.toString());
    }
    String log = Files.readString(directory.resolve("manager.log"));
    assertTrue(log.contains("Joinly Manager listens"), log);
    assertTrue(log.contains("is RUNNING"), log);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(SECRET), file.toString());
        assertFalse(bytes.contains(SECRET_TAIL), file.toString());
      }
    }
    assertTrue(Files.size(directory.resolve("manager.db")) > 0);
  }

  private static long count(String agents) {
    return Stream.of(agents.split("wiki offers 1 tool", -1)).count() - 1;
  }

  private static String agents(ManagerProcess manager) {
    try {
      return manager.get("/agents").toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Map<String, String> settings(JoinlySimulator joinly, Path directory) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("JOINLY_URL", joinly.mcpUrl().toString());
    settings.put("OPENAI_BASE_URL", llm.baseUrl());
    settings.put("OPENAI_API_KEY", "test");
    settings.put("STORE_PATH", directory.resolve("manager.db").toString());
    settings.put("JOINLY_POLL_FASTEST", "200ms");
    settings.put("JOINLY_POLL_SLOWEST", "1s");
    settings.put("LOG_LEVEL", "debug");
    settings.put("TOOLS_ALLOWED_HOSTS", wiki.hostAndPort());
    return settings;
  }
}
