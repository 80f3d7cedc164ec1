package ai.joinly.manager;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.IndiscreetLlm.Call;
import ai.joinly.manager.agenttools.FakeToolServer;
import ai.joinly.manager.http.FakeProxy;
import ai.joinly.simulator.JoinlySimulator;
import ai.joinly.simulator.SimulatedSession;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager among servers that have names with underscores, as in a network of containers, and a
 * proxy towards models and tools.
 */
@Tag("system")
class NetworkTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path directory;
  private final JoinlySimulator joinly = JoinlySimulator.start(SimulatorOptions.fast().build());
  private final IndiscreetLlm llm = new IndiscreetLlm();
  private final FakeToolServer wiki = new FakeToolServer();
  private final FakeProxy proxy = new FakeProxy();

  NetworkTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    proxy.close();
    wiki.close();
    llm.close();
    joinly.close();
  }

  @Test
  void hostsWithUnderscoresWorkDirectlyAndThroughTheProxy() throws Exception {
    wiki.tool("search", arguments -> FakeToolServer.text("found"));
    wiki.tool("delete", arguments -> FakeToolServer.text("gone"));
    llm.calls =
        List.of(
            new Call("share_screen", "{\"url\":\"http://169.254.169.254/latest/meta-data\"}"),
            new Call("wiki_delete", "{}"),
            new Call("wiki_search", "{}"),
            new Call("speak_text", "{\"text\":\"It is four.\"}"));
    String url = "http://meeting_host:9/room";
    try (ManagerProcess manager = new ManagerProcess(directory, settings())) {
      manager.start();
      String id = create(manager, url);
      SimulatedSession session = joinly.awaitJoined(url, TestManager.LIMIT);
      awaitLog(manager, id, "wiki offers 1 tool");
      session.participantSaysAtOnce("Ada", "Joe, what time is it?");
      session.awaitSpoken("It is four.", TestManager.LIMIT);
      assertEquals("search", wiki.nextCall());
      awaitLog(manager, id, "SHARE_ALLOWED_HOSTS");
      JsonNode logs = manager.get("/agents/" + id + "/logs?lines=1000");
      assertTrue(
          logs.toString().contains("The tool share_screen failed: Not done: the address"),
          logs.toString());
    }
    assertTrue(proxy.sawHost("post http://model_server:"), proxy.heads.toString());
    assertTrue(proxy.sawHost("post http://tool_server:"), proxy.heads.toString());
    assertFalse(proxy.sawHost("joinly_server"), "joinly is reached directly");
    String asked = llm.requests.getFirst();
    assertTrue(asked.contains("in the time zone Asia/Tokyo (UTC+09:00)."), asked);
    assertFalse(asked.contains("wiki_delete"), asked);
    assertFalse(asked.contains("meeting_host"), asked);
  }

  private String create(ManagerProcess manager, String url) throws Exception {
    ObjectNode agent = JSON.createObjectNode().put("name", "Joe").put("meeting_url", url);
    ObjectNode server = agent.putObject("mcp_servers").putObject("wiki");
    server.put("url", named(URI.create(wiki.url()), "tool_server"));
    server.putArray("exclude").add("del*");
    String body = manager.send("POST", "/agents", Optional.of(agent.toString())).body();
    assertTrue(JSON.readTree(body).has("id"), body);
    return JSON.readTree(body).path("id").asText();
  }

  private static String named(URI uri, String host) {
    return "http://" + host + ":" + uri.getPort() + uri.getPath();
  }

  private static void awaitLog(ManagerProcess manager, String id, String line) {
    eventually(
        line,
        () -> {
          try {
            return manager.get("/agents/" + id + "/logs?lines=1000").toString().contains(line);
          } catch (IOException e) {
            throw new AssertionError(e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
          }
        });
  }

  private Map<String, String> settings() throws IOException {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 joinly_server\n127.0.0.1 localhost\n");
    Map<String, String> settings = new HashMap<>();
    settings.put("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts);
    settings.put("SERVER_HOST", "127.0.0.1");
    settings.put("JOINLY_URL", named(joinly.mcpUrl(), "joinly_server"));
    settings.put("OPENAI_API_KEY", "sk-process-4711");
    settings.put("OPENAI_BASE_URL", named(URI.create(llm.baseUrl()), "model_server"));
    settings.put("TOOLS_ALLOWED_HOSTS", "tool_server:" + URI.create(wiki.url()).getPort());
    settings.put("http_proxy", "http://joe:s3cret@127.0.0.1:" + proxy.port());
    settings.put("AGENTS_TIMEZONE", "Asia/Tokyo");
    settings.put("STORE_PATH", "memory");
    settings.put("JOINLY_POLL_FASTEST", "200ms");
    settings.put("JOINLY_POLL_SLOWEST", "1s");
    return settings;
  }
}
