package ai.joinly.manager.agenttools;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agenttools.FakeToolServer.Manner;
import ai.joinly.manager.config.ToolSettings;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.domain.meeting.ToolDescription;
import ai.joinly.manager.domain.meeting.ToolOutcome;
import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.RawServer.Request;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool boxes and real servers, well and badly behaved. */
class McpToolBoxTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final String TOKEN = "Bearer s3cret-t0ken";

  private final RecordingToolListener listener = new RecordingToolListener();
  private final Set<String> observed = ConcurrentHashMap.newKeySet();
  private final Map<String, FakeToolServer> servers = new TreeMap<>();
  private FakeToolServer wiki;
  private McpToolServers tools;
  private ToolBox box = ToolBox.EMPTY;

  @BeforeEach
  void start() throws Exception {
    wiki = server("wiki");
  }

  @AfterEach
  void stop() throws Exception {
    box.close();
    assertTrue(tools.close(LONG), "all ended");
    assertEquals(0, tools.links());
    for (FakeToolServer server : servers.values()) {
      server.close();
    }
  }

  private FakeToolServer server(String name) throws Exception {
    FakeToolServer server = new FakeToolServer();
    servers.put(name, server);
    return server;
  }

  private void open() {
    open(LONG);
  }

  private void open(Duration timeout) {
    tools =
        QuickToolServers.create(
            new ToolSettings(
                Set.copyOf(servers.values().stream().map(FakeToolServer::hostAndPort).toList()),
                timeout),
            new Observed(),
            Set.of("speak_text", "end_turn"));
    box = tools.open(config(), listener);
  }

  private List<String> include = List.of();
  private List<String> exclude = List.of();

  private AgentConfig config() {
    Map<String, ToolServerConfig> configs = new TreeMap<>();
    servers.forEach(
        (name, server) ->
            configs.put(
                name,
                new ToolServerConfig(
                    server.url(),
                    Map.of(
                        "Authorization",
                        new Secret(TOKEN + "-" + name),
                        "X-" + name,
                        new Secret("on")),
                    include,
                    exclude)));
    return AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
        .mcpServers(configs)
        .build();
  }

  private void awaitTools(String... names) {
    eventually("the tools are " + List.of(names), () -> names().equals(List.of(names)));
  }

  private List<String> names() {
    return box.tools().stream().map(ToolDescription::name).toList();
  }

  private static String echo(JsonNode arguments) {
    return FakeToolServer.text("got " + arguments);
  }

  @Test
  void toolsThatAreNotIncludedOrAreExcludedAreNeitherOfferedNorCalled() throws Exception {
    for (String tool : List.of("get_page", "get_all", "delete_page", "search")) {
      wiki.tool(tool, McpToolBoxTest::echo);
    }
    include = List.of("get_*", "*page", "none");
    exclude = List.of("delete*", "get_a*l");
    open();
    awaitTools("wiki_get_page");
    for (String tool : List.of("get_all", "delete_page", "search")) {
      assertFalse(box.owns("wiki_" + tool), tool);
      assertTrue(box.call("wiki_" + tool, "{}").isError(), tool);
    }
    assertEquals("got {}", box.call("wiki_get_page", "{}").text());
    assertEquals("get_page", wiki.nextCall());
  }

  @Test
  void toolsOfAllPagesAreOfferedAndCalled() throws Exception {
    for (int i = 1; i <= 7; i++) {
      wiki.tool("t" + i, McpToolBoxTest::echo);
    }
    open();
    awaitTools("wiki_t1", "wiki_t2", "wiki_t3", "wiki_t4", "wiki_t5", "wiki_t6", "wiki_t7");
    assertEquals("  The tool server wiki offers 7 tools", listener.next());
    assertEquals(
        new ToolDescription("wiki_t1", "What t1 does", "{\"type\":\"object\",\"properties\":{}}"),
        box.tools().getFirst());
    assertTrue(box.owns("wiki_t7"));
    assertFalse(box.owns("t7"));
    assertEquals(ToolOutcome.done("got {\"a\":[1]}"), box.call("wiki_t7", "{\"a\":[1]}"));
    assertEquals(ToolOutcome.done("got {}"), box.call("wiki_t7", " "));
    assertEquals("t7", wiki.nextCall());
    assertEquals(
        Set.of("initialize", "notifications/initialized", "tools/list", "tools/call"), observed);
  }

  @Test
  void picturesAndFailuresAreOutcomes() throws Exception {
    wiki.tool(
            "draw",
            arguments ->
                """
                {"content":[{"type":"text","text":"a"},{"type":"text","text":"b"},\
                {"type":"image","data":"aGk=","mimeType":"image/jpeg"}]}\
                """)
        .tool(
            "fail",
            arguments -> "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"No.\"}]}")
        .tool("gone", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_draw", "wiki_fail", "wiki_gone");
    assertEquals(
        new ToolOutcome("a\nb", Status.DONE, List.of(new Image("aGk=", "image/jpeg"))),
        box.call("wiki_draw", "{}"));
    assertEquals(ToolOutcome.failed("No."), box.call("wiki_fail", "{}"));
    wiki.removeTool("gone");
    assertTrue(box.call("wiki_gone", "{}").text().startsWith("Unknown tool gone."));
    assertTrue(box.call("wiki_gone", "{}").isError());
    assertEquals(ToolOutcome.failed("There is no tool named nothing."), box.call("nothing", "{}"));
    for (String arguments : List.of("[]", "{", "{} {}", "\"a\"")) {
      assertEquals(
          "The arguments are not a JSON object. The tool was not called.",
          box.call("wiki_draw", arguments).text());
    }
  }

  @Test
  void headersGoWithEveryRequestOfTheirServerAndOfNoOther() throws Exception {
    FakeToolServer crm = server("crm");
    for (FakeToolServer server : servers.values()) {
      server.listChanges = true;
      server.tool(
          "hang",
          arguments -> {
            throw new InterruptedException();
          });
      server.tool("ask", McpToolBoxTest::echo);
    }
    open();
    awaitTools("crm_hang", "crm_ask", "wiki_hang", "wiki_ask");
    assertFalse(box.call("wiki_ask", "{}").isError());
    assertFalse(box.call("crm_ask", "{}").isError());
    eventually("both have a stream", () -> wiki.openStreams() + crm.openStreams() == 2);
    box.close();
    eventually("both were told", () -> wiki.deleted.size() + crm.deleted.size() == 2);
    servers.forEach(
        (name, server) -> {
          for (String method : List.of("initialize", "tools/list", "tools/call", "GET", "DELETE")) {
            assertTrue(server.count(method) > 0, method);
          }
          for (Request request : server.requests) {
            assertEquals(TOKEN + "-" + name, request.header("authorization"), request.toString());
            assertEquals("on", request.header("x-" + name));
            String other = name.equals("wiki") ? "x-crm" : "x-wiki";
            assertFalse(request.headers().containsKey(other));
          }
        });
  }

  @Test
  void aServerThatIsDownIsToldOnceAndIsThereWhenItComesBack() throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    wiki.stop();
    server("crm").tool("find", McpToolBoxTest::echo);
    open();
    awaitTools("crm_find");
    List<String> told = Stream.of(listener.next(), listener.next()).sorted().toList();
    assertEquals("  The tool server crm offers 1 tool", told.getFirst());
    assertTrue(
        told.getLast()
            .matches(
                "! The tool server wiki cannot be reached: The connection failed \\(connection"
                    + " (refused|broken)\\); its tools are missing until it answers"),
        told.getLast());
    wiki.startAgain();
    awaitTools("crm_find", "wiki_search");
    assertEquals("  The tool server wiki offers 1 tool", listener.next());
    assertFalse(box.call("wiki_search", "{}").isError());
    assertTrue(listener.lines.isEmpty(), listener.lines.toString());
  }

  @Test
  void aServerThatGoesDownIsNoticedAtTheNextCall() throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_search");
    listener.next();
    wiki.stop();
    ToolOutcome outcome = box.call("wiki_search", "{}");
    assertTrue(outcome.isError());
    assertEquals(
        "The tool server wiki cannot be reached at the moment. The tool was not called.",
        outcome.text());
    awaitTools();
    assertTrue(listener.next().startsWith("! The tool server wiki cannot be reached: "));
    assertEquals(
        "The tool server wiki cannot be reached at the moment. The tool was not called.",
        box.call("wiki_search", "{}").text());
    assertTrue(box.owns("wiki_search"), "a model may still call what it was offered");
    wiki.startAgain();
    awaitTools("wiki_search");
    assertEquals("  The tool server wiki offers 1 tool", listener.next());
    assertEquals("got {}", box.call("wiki_search", "{}").text());
  }

  @Test
  void aServerThatNoticesTheEndOfItsStreamIsMissedWithoutACall() throws Exception {
    wiki.listChanges = true;
    wiki.tool("search", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_search");
    eventually("the stream is open", () -> wiki.openStreams() == 1);
    wiki.stop();
    awaitTools();
    wiki.startAgain();
    awaitTools("wiki_search");
    eventually("the stream is open again", () -> wiki.openStreams() == 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAUTHORISED", "OVERLOADED"})
  void aServerThatRefusesIsAsGoodAsDownAndNothingItQuotesIsTold(Manner manner) throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    wiki.manner = manner;
    open();
    String line = listener.next();
    assertTrue(line.startsWith("! The tool server wiki cannot be reached: The server "), line);
    assertFalse(line.contains("s3cret"), line);
    wiki.manner = Manner.WELL;
    awaitTools("wiki_search");
    wiki.manner = manner;
    String text = box.call("wiki_search", "{}").text();
    assertFalse(text.contains("s3cret"), text);
    assertEquals(manner == Manner.UNAUTHORISED, text.contains("refused the call"), text);
    awaitTools();
    wiki.manner = Manner.WELL;
    awaitTools("wiki_search");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 400})
  void aLostSessionIsMadeAnewAndTheCallRepeatedOnce(int status) throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    wiki.unknownSession = status;
    open();
    awaitTools("wiki_search");
    wiki.forgetSessions();
    assertEquals("got {}", box.call("wiki_search", "{}").text());
    assertEquals(1, wiki.calls.size());
    assertEquals(2, wiki.count("tools/call"));
    assertEquals(2, wiki.count("initialize"));
    assertEquals("  The tool server wiki offers 1 tool", listener.next());
    assertTrue(listener.lines.isEmpty(), "it was no outage");
  }

  @Test
  void aServerThatForgetsEverySessionIsNotAskedForEver() throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_search");
    wiki.manner = Manner.FORGETFUL;
    ToolOutcome outcome = box.call("wiki_search", "{}");
    assertTrue(outcome.isError());
    assertEquals(2, wiki.count("tools/call"));
    assertTrue(wiki.calls.isEmpty());
    wiki.manner = Manner.WELL;
    assertEquals("got {}", box.call("wiki_search", "{}").text());
  }

  @Test
  void aSessionThatComesBackIsGoneOnWith() throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_search");
    listener.next();
    wiki.failures.set(2); // the call and the look after it
    assertTrue(box.call("wiki_search", "{}").isError());
    assertTrue(listener.next().startsWith("! The tool server wiki cannot be reached"));
    assertEquals("  The tool server wiki offers 1 tool", listener.next());
    assertEquals("got {}", box.call("wiki_search", "{}").text());
    assertEquals(1, wiki.count("initialize"));
  }

  @Test
  void aSessionThatDoesNotComeBackIsReplacedInTheEnd() throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_search");
    wiki.manner = Manner.MISROUTED;
    assertTrue(box.call("wiki_search", "{}").isError());
    eventually("there is another", () -> wiki.count("initialize") == 2);
    awaitTools("wiki_search");
    eventually("it is used", () -> succeeds("wiki_search"));
  }

  private boolean succeeds(String tool) {
    try {
      return !box.call(tool, "{}").isError();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCallThatMayHaveRunIsNeverRepeated() throws Exception {
    wiki.tool("pay", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_pay");
    wiki.manner = Manner.CUTTING_CALLS;
    String text = box.call("wiki_pay", "{}").text();
    assertTrue(text.contains("It is not known whether the tool did anything"), text);
    assertEquals(1, wiki.count("tools/call"));
    assertEquals(List.of("wiki_pay"), names());
  }

  @Test
  void aCallThatTakesTooLongIsCancelled() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    wiki.slowTool("think", never);
    open(Duration.ofMillis(400));
    awaitTools("wiki_think");
    assertEquals(
        "The tool server wiki did not answer within 0.4 s. It is not known whether the tool did"
            + " anything.",
        box.call("wiki_think", "{}").text());
    eventually("the server was told", () -> wiki.count("notifications/cancelled") == 1);
    never.countDown();
  }

  @Test
  void anInterruptEndsACallAtOnceAndTheServerIsTold() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    wiki.slowTool("think", never);
    open();
    awaitTools("wiki_think");
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    ended.complete(
                        assertThrows(
                            InterruptedException.class, () -> box.call("wiki_think", "{}"))));
    wiki.nextCall();
    caller.interrupt();
    assertInstanceOf(InterruptedException.class, ended.get(10, TimeUnit.SECONDS));
    eventually("the server was told", () -> wiki.count("notifications/cancelled") == 1);
    Request call = request("tools/call");
    Request cancelled = request("notifications/cancelled");
    String id = call.body().replaceAll(".*\"id\":(\\d+).*", "$1");
    assertTrue(cancelled.body().contains("\"requestId\":" + id), cancelled.body());
    assertEquals(TOKEN + "-wiki", cancelled.header("authorization"));
    never.countDown();
  }

  private Request request(String method) {
    return wiki.requests.stream()
        .filter(request -> FakeToolServer.method(request).equals(method))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void closingEndsCallsThatWaitAndAllSessions() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    wiki.slowTool("think", never);
    open(Duration.ofHours(1));
    awaitTools("wiki_think");
    listener.next();
    CompletableFuture<ToolOutcome> outcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                outcome.complete(box.call("wiki_think", "{}"));
              } catch (InterruptedException e) {
                outcome.completeExceptionally(e);
              }
            });
    wiki.nextCall();
    box.close();
    assertEquals(
        "The agent was stopped before an answer came.", outcome.get(10, TimeUnit.SECONDS).text());
    eventually("the session is ended", () -> wiki.deleted.equals(List.of("s1")));
    assertEquals(List.of(), box.tools());
    assertEquals(
        "The agent was stopped before the tool was called.", box.call("wiki_think", "{}").text());
    box.close();
    assertTrue(tools.close(LONG));
    assertEquals(1, wiki.count("DELETE"));
    assertTrue(listener.lines.isEmpty(), listener.lines.toString());
    never.countDown();
  }

  @Test
  void aSessionThatIsStillBeingMadeIsEndedToo() throws Exception {
    wiki.manner = Manner.STUCK_AT_START;
    open();
    eventually("it began", () -> wiki.openSessions() == 1);
    box.close();
    eventually("it is ended", () -> wiki.deleted.equals(List.of("s1")));
  }

  @Test
  void aStartThatDoesNotComeToAnEndIsGivenUpAndItsSessionEnded() throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    wiki.manner = Manner.STUCK_AT_START;
    open(Duration.ofSeconds(1));
    assertTrue(listener.next().contains("There was no answer within 1.0 s"));
    eventually("it is ended", () -> wiki.deleted.contains("s1"));
    wiki.manner = Manner.WELL;
    awaitTools("wiki_search");
    eventually("one is left", () -> wiki.openSessions() == 1);
  }

  @Test
  void aChangedListIsSeen() throws Exception {
    wiki.listChanges = true;
    wiki.tool("old", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_old");
    assertEquals("  The tool server wiki offers 1 tool", listener.next());
    eventually("the stream is open", () -> wiki.openStreams() == 1);
    wiki.tool("new", McpToolBoxTest::echo);
    wiki.sendListChanged();
    awaitTools("wiki_old", "wiki_new");
    assertEquals("  The tool server wiki offers 2 tools", listener.next());
    wiki.removeTool("old");
    wiki.sendListChanged();
    awaitTools("wiki_new");
    assertEquals(1, wiki.count("GET"));
    assertEquals(1, wiki.count("initialize"));
  }

  @ParameterizedTest
  @ValueSource(ints = {405, 404, 403})
  void aServerWithoutAStreamIsAskedForOneOnly(int status) throws Exception {
    wiki.listChanges = true;
    wiki.stream = status;
    CountDownLatch never = new CountDownLatch(1);
    wiki.tool(
        "nap",
        arguments -> {
          never.await(1, TimeUnit.SECONDS); // a stream would have been tried again by then
          return FakeToolServer.text("awake");
        });
    open();
    awaitTools("wiki_nap");
    eventually("it was asked", () -> wiki.count("GET") == 1);
    assertFalse(box.call("wiki_nap", "{}").isError());
    assertEquals(1, wiki.count("GET"));
    assertEquals(1, wiki.count("initialize"));
    assertEquals(List.of("wiki_nap"), names());
  }

  @Test
  void aServerThatNeverTellsOfChangesIsNotAskedForAStream() throws Exception {
    wiki.tool("search", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_search");
    assertFalse(box.call("wiki_search", "{}").isError());
    box.close();
    assertTrue(tools.close(LONG));
    assertEquals(0, wiki.count("GET"));
  }

  @Test
  void aServerThatNamesNoSessionsIsUsedWithout() throws Exception {
    wiki.sessions = false;
    wiki.tool("search", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_search");
    assertEquals("got {}", box.call("wiki_search", "{}").text());
    box.close();
    assertTrue(tools.close(LONG));
    assertEquals(0, wiki.count("DELETE"));
  }

  @Test
  void noTwoToolsOfAllServersHaveOneName() throws Exception {
    servers.remove("wiki").close();
    FakeToolServer a = server("a").tool("b_c", arguments -> FakeToolServer.text("a's"));
    FakeToolServer ab = server("a_b").tool("c", arguments -> FakeToolServer.text("ab's"));
    FakeToolServer speak = server("speak").tool("text", arguments -> FakeToolServer.text("no"));
    open();
    eventually("all are there", () -> names().size() == 3);
    assertEquals(3, Set.copyOf(names()).size());
    assertFalse(names().contains("speak_text"));
    assertFalse(box.owns("speak_text"));
    assertEquals("a's", box.call(names().get(0), "{}").text());
    assertEquals("ab's", box.call(names().get(1), "{}").text());
    assertEquals("no", box.call(names().get(2), "{}").text());
    assertEquals(List.of(1, 1, 1), List.of(a.calls.size(), ab.calls.size(), speak.calls.size()));
  }

  @Test
  void noMoreThanAHundredAndTwentyEightToolsAreOffered() throws Exception {
    FakeToolServer crm = server("crm");
    FakeToolServer files = server("files");
    for (FakeToolServer server : servers.values()) {
      server.page = 20;
      for (int i = 0; i < 65; i++) {
        server.tool("t" + i, McpToolBoxTest::echo);
      }
    }
    open();
    eventually("all have told", () -> listener.lines.size() == 7);
    assertEquals(128, names().size());
    assertEquals("crm_t0", names().getFirst());
    assertEquals("files_t63", names().getLast());
    assertTrue(
        listener.lines.contains("! The tool server wiki has more than 64 tools; left out: t64"));
    assertTrue(
        listener.lines.contains(
            "! The tool servers have more than 128 tools together, or describe them with more than 256 KiB; left out: wiki_t0, wiki_t1,"
                + " wiki_t2, wiki_t3, wiki_t4, wiki_t5, wiki_t6, wiki_t7, wiki_t8, wiki_t9 and 54"
                + " more"),
        listener.lines.toString());
    assertEquals(0, crm.calls.size() + files.calls.size());
  }

  @Test
  void aTooLargeAnswerIsNotRead() throws Exception {
    wiki.tool("dump", arguments -> FakeToolServer.text("x".repeat(5 * 1024 * 1024)));
    open();
    awaitTools("wiki_dump");
    String text = box.call("wiki_dump", "{}").text();
    assertTrue(text.contains("more than 4194304 bytes"), text);
  }

  @Test
  void whatAServerQuotesOfItsHeadersReachesNobody() throws Exception {
    wiki.tool("quote", arguments -> FakeToolServer.text("You are " + TOKEN + "-wiki"));
    wiki.tool("gone", McpToolBoxTest::echo);
    open();
    awaitTools("wiki_quote", "wiki_gone");
    assertEquals("You are ***", box.call("wiki_quote", "{}").text());
    wiki.removeTool("gone");
    String refusal = box.call("wiki_gone", "{}").text();
    assertTrue(refusal.contains("You sent"), refusal);
    assertFalse(refusal.contains("s3cret"), refusal);
  }

  @Test
  void aBoxThatIsClosedTellsAndOffersNothingMore() {
    open();
    RecordingToolListener told = new RecordingToolListener();
    McpToolBox closed = new McpToolBox(Set.of(), told);
    closed.trouble("before");
    closed.close();
    closed.trouble("after");
    closed.news("after");
    closed.offer("wiki", List.of(new ToolDescription("search", "", "{}")));
    assertEquals(List.of("! before"), List.copyOf(told.lines));
    assertEquals(List.of(), closed.tools());
  }

  @Test
  void aRedirectToAnotherOriginIsNotFollowed() throws Exception {
    try (FakeToolServer evil = new FakeToolServer()) {
      wiki.manner = Manner.REDIRECTING;
      wiki.elsewhere = URI.create(evil.url());
      open();
      assertTrue(listener.next().contains("The server redirects to another origin"));
      assertEquals(0, evil.requests.size());
      box.close();
      wiki.elsewhere = URI.create("http://s3cret-t0ken-wiki.example.com/");
      box = tools.open(config(), listener);
      String line = listener.next();
      assertTrue(line.contains("another origin: http://***.example.com:80"), line);
    }
  }

  @Test
  void aServerOnAHostThatIsNotListedIsNeverAsked() throws Exception {
    open();
    try (FakeToolServer other = new FakeToolServer()) {
      AgentConfig config =
          config().toBuilder()
              .mcpServers(Map.of("other", new ToolServerConfig(other.url(), Map.of())))
              .build();
      assertThrows(InvalidFieldsException.class, () -> tools.requireAllowed(config));
      assertThrows(InvalidFieldsException.class, () -> tools.open(config, listener));
      assertEquals(0, other.requests.size());
    }
  }

  @Test
  void nothingIsOpenedOnceTheProcessEnds() throws Exception {
    open();
    assertTrue(tools.close(LONG));
    assertEquals(List.of(), tools.open(config(), listener).tools());
    assertEquals(0, tools.links());
  }

  /** Keeps the methods that were asked. */
  private final class Observed implements McpObserver {
    @Override
    public void onRequest(String method, Outcome outcome, long nanos) {
      observed.add(method);
    }

    @Override
    public void onStreamOpened() {}

    @Override
    public void onStreamEnded() {}
  }
}
