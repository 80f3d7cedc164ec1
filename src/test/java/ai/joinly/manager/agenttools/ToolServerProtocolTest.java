package ai.joinly.manager.agenttools;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.ToolSettings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.mcp.LostSessionForm;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.RawServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool servers that speak the protocol in other forms, and sessions that are lost. */
class ToolServerProtocolTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final RecordingToolListener listener = new RecordingToolListener();
  private final FakeToolServer wiki = wiki();
  private McpToolServers tools;
  private ToolBox box = ToolBox.EMPTY;

  private static FakeToolServer wiki() {
    try {
      return new FakeToolServer().tool("search", arguments -> FakeToolServer.text("found"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void start() {
    tools =
        QuickToolServers.create(
            new ToolSettings(Set.of("127.0.0.1"), LONG), McpObserver.NONE, Set.of());
  }

  @AfterEach
  void stop() throws Exception {
    box.close();
    assertTrue(tools.close(LONG));
    wiki.close();
  }

  private void open(String url, String... names) {
    tools =
        QuickToolServers.create(
            new ToolSettings(Set.of(java.net.URI.create(url).getAuthority()), LONG),
            McpObserver.NONE,
            Set.of());
    box =
        tools.open(
            AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
                .mcpServers(Map.of("wiki", new ToolServerConfig(url, Map.of())))
                .build(),
            listener);
    awaitTools(names);
  }

  private static String id(RawServer.Request request) throws java.io.IOException {
    return new com.fasterxml.jackson.databind.json.JsonMapper()
        .readTree(request.body())
        .path("id")
        .asText();
  }

  private void awaitTools(String... names) {
    eventually(
        "the tools are there",
        () -> box.tools().stream().map(ToolDescription::name).toList().equals(List.of(names)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2031-01-01"})
  void aServerMaySpeakAnyVersion(String version) throws Exception {
    wiki.version = version;
    open(wiki.url(), "wiki_search");
    assertEquals("found", box.call("wiki_search", "{}").text());
    assertEquals(
        1,
        wiki.requests.stream()
            .filter(r -> FakeToolServer.method(r).equals("tools/call"))
            .filter(r -> r.header("mcp-protocol-version").equals(version))
            .count());
  }

  @ParameterizedTest
  @MethodSource("ai.joinly.manager.mcp.LostSessionForm#all")
  void aLostSessionIsReplacedAtOnceAndTheCallRepeated(LostSessionForm form) throws Exception {
    wiki.interceptor =
        (request, reply) -> {
          String session = request.header("mcp-session-id");
          boolean unknown = !session.isEmpty() && !wiki.knows(session);
          if (unknown) {
            form.answer(request, reply);
          }
          return unknown;
        };
    open(wiki.url(), "wiki_search");
    listener.next();
    wiki.forgetSessions();
    assertEquals("found", box.call("wiki_search", "{}").text());
    assertEquals(List.of("search"), List.copyOf(wiki.calls), "it ran once");
    assertEquals(2, wiki.count("tools/call"));
    assertEquals(2, wiki.count("initialize"));
    assertTrue(listener.lines.isEmpty(), "it was no outage");
  }

  @Test
  void aToolsOwnSessionIsNotTheServers() throws Exception {
    wiki.interceptor =
        (request, reply) -> {
          boolean called = FakeToolServer.method(request).equals("tools/call");
          if (called) {
            new LostSessionForm(
                    200,
                    "application/json",
                    "{\"id\":#,\"error\":{\"code\":-32000,\"message\":\"Browser session not"
                        + " found\"}}")
                .answer(request, reply);
          }
          return called;
        };
    open(wiki.url(), "wiki_search");
    assertEquals("Browser session not found", box.call("wiki_search", "{}").text());
    assertEquals(1, wiki.count("tools/call"));
    assertEquals(1, wiki.count("initialize"));
  }

  @Test
  void aCallThatFoundNobodyIsNotMadeAndAskedForAnewOnceTheServerIsBack() throws Exception {
    open(wiki.url(), "wiki_search");
    wiki.stop();
    assertEquals(
        "The tool server wiki cannot be reached at the moment. The tool was not called.",
        box.call("wiki_search", "{}").text());
    awaitTools();
    wiki.startAgain();
    awaitTools("wiki_search");
    assertEquals("found", box.call("wiki_search", "{}").text());
    assertEquals(2, wiki.count("initialize"));
  }

  @Test
  void aListThatChangesDuringACallIsReadAgain() throws Exception {
    wiki.interceptor =
        (request, reply) -> {
          boolean called = FakeToolServer.method(request).equals("tools/call");
          if (called) {
            wiki.tool("more", arguments -> FakeToolServer.text("more"));
            reply.begin();
            reply.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            reply.event("{\"id\":%s,\"result\":{}}".formatted(id(request)));
            reply.end();
          }
          return called;
        };
    open(wiki.url(), "wiki_search");
    box.call("wiki_search", "{}");
    awaitTools("wiki_search", "wiki_more");
  }

  @Test
  void theFormerTransportIsNamedInTheLog() throws Exception {
    try (RawServer former =
        new RawServer(
            (request, reply) -> {
              if (request.method().equals("GET")) {
                reply.begin();
                reply.chunk("event: endpoint\ndata: /messages\n\n");
                reply.hold();
              } else {
                reply.answer(405, "text/plain", "Method Not Allowed");
              }
            })) {
      open(former.uri("/sse").toString());
      String line = listener.next();
      assertTrue(line.contains("HTTP+SSE, the former transport of MCP"), line);
      box.close();
      assertTrue(tools.close(LONG));
    }
  }
}
