package ai.joinly.manager.agent;

import static ai.joinly.manager.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.FakeMeetings.FakeSession;
import ai.joinly.manager.agent.tools.OfferedTools;
import ai.joinly.manager.agent.turn.TurnObserver;
import ai.joinly.manager.agenttools.FakeToolServer;
import ai.joinly.manager.agenttools.McpToolServers;
import ai.joinly.manager.agenttools.QuickToolServers;
import ai.joinly.manager.agenttools.ToolServers;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.ToolSettings;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.agent.LogEntry;
import ai.joinly.manager.domain.agent.LogLevel;
import ai.joinly.manager.domain.agent.ToolServerConfig;
import ai.joinly.manager.domain.meeting.MeetingStatus;
import ai.joinly.manager.domain.meeting.Role;
import ai.joinly.manager.domain.meeting.Segment;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.meeting.MeetingException;
import ai.joinly.manager.store.MemoryStore;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.StoredAction;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that bring tool servers along. */
class FurtherToolsTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final FakeMeetings meetings = new FakeMeetings();
  private final FakeLlm llm = new FakeLlm();
  private final Store store = new MemoryStore(new EventHub()::publish);
  private final CountDownLatch go = new CountDownLatch(1);
  private FakeToolServer wiki;
  private McpToolServers servers;
  private AgentRegistry agents;

  @BeforeEach
  void start() throws Exception {
    wiki = new FakeToolServer();
    wiki.tool("search", arguments -> FakeToolServer.text("found " + arguments));
    servers =
        QuickToolServers.create(
            new ToolSettings(Set.of(wiki.hostAndPort()), LONG),
            McpObserver.NONE,
            OfferedTools.RESERVED);
    agents = registry(servers);
  }

  @AfterEach
  void stop() throws Exception {
    go.countDown();
    agents.close(LONG);
    assertTrue(servers.close(LONG));
    wiki.close();
  }

  private AgentRegistry registry(ToolServers tools) {
    return new AgentRegistry(
        new AgentServices(
            meetings,
            config -> llm,
            store,
            Settings.defaults(),
            Clock.systemUTC(),
            TurnObserver.NONE,
            tools));
  }

  private AgentConfig config(boolean autoJoin) {
    return AgentConfig.builder("Joe", "https://meet.google.com/abc-defg-hij")
        .autoJoin(autoJoin)
        .mcpServers(Map.of("wiki", new ToolServerConfig(wiki.url(), Map.of())))
        .build();
  }

  private AgentId create() throws AgentRefusedException {
    return agents.create(config(true)).agent().id();
  }

  /** An agent in its meeting with the tools of its server. */
  private FakeSession joined(AgentId id) throws InterruptedException {
    FakeSession session = inMeeting(id);
    eventually(
        "the server is there",
        () -> log(id).stream().anyMatch(l -> l.startsWith("The tool server wiki offers ")));
    return session;
  }

  private FakeSession inMeeting(AgentId id) throws InterruptedException {
    FakeSession session = meetings.next();
    eventually(
        "joined", () -> agents.find(id, 0).get().agent().meetingStatus() == MeetingStatus.JOINED);
    return session;
  }

  private static void hear(FakeSession session, String text) {
    List<Segment> segments = List.of(new Segment(text, 1, 2, Optional.of("Ada"), Role.PARTICIPANT));
    session.listener.onSegments(segments);
    session.listener.onUtterance(segments);
  }

  private List<String> log(AgentId id) {
    return agents.find(id, 1000).get().logs().stream().map(LogEntry::message).toList();
  }

  private static List<String> names(LlmRequest request) {
    return request.tools().stream().map(ToolDefinition::name).toList();
  }

  private static List<ToolResult> results(LlmRequest request) {
    return request.messages().stream()
        .filter(ToolResult.class::isInstance)
        .map(ToolResult.class::cast)
        .toList();
  }

  private AgentStatus status(AgentId id) {
    return agents.find(id, 0).get().agent().status();
  }

  @Test
  void furtherToolsAreOfferedBesideTheMeetingsOwnAndCalled() throws Exception {
    AgentId id = create();
    FakeSession session = joined(id);
    hear(session, "What does the wiki say?");
    assertEquals(
        List.of(
            "leave_meeting",
            "speak_text",
            "send_chat_message",
            "get_participants",
            "get_chat_history",
            "share_screen",
            "mute_yourself",
            "unmute_yourself",
            "wiki_search",
            "end_turn"),
        names(llm.next()));
    llm.answer("wiki_search {\"query\":\"budget\"}", "speak_text {\"text\":\"One moment.\"}");
    LlmRequest second = llm.next();
    assertEquals("found {\"query\":\"budget\"}", results(second).getFirst().text());
    assertFalse(results(second).getFirst().isError());
    assertEquals("Finished speaking.", results(second).getLast().text());
    assertEquals(List.of("speak_text {\"text\":\"One moment.\"}"), session.calls);
    eventually("it is told", () -> log(id).contains("Used the tool wiki_search"));
    assertTrue(log(id).contains("The tool server wiki offers 1 tool"));
    llm.answer("end_turn");
  }

  @Test
  void aFailingToolIsToldToTheModelAndInTheLog() throws Exception {
    wiki.tool(
        "fail",
        arguments -> "{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"No.\"}]}");
    AgentId id = create();
    hear(joined(id), "Try.");
    llm.next();
    llm.answer("wiki_fail");
    ToolResult result = results(llm.next()).getFirst();
    assertEquals("No.", result.text());
    assertTrue(result.isError());
    eventually("it is told", () -> log(id).getLast().equals("The tool wiki_fail failed: No."));
    assertEquals(LogLevel.WARN, agents.find(id, 1000).get().logs().getLast().level());
    llm.answer("end_turn");
  }

  /** The rest of the kinds is shown where results are read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'content':[{'type':'resource','resource':{'uri':'repo://a','text':'BODY-42'}}]} |"
            + " BODY-42",
        "{'content':[{'type':'resource_link','uri':'repo://a/README'}]} | repo://a/README",
        "{'content':[],'structuredContent':{'total':42}} | {'total':42}",
        "{'content':[{'type':'audio','data':'AAAA','mimeType':'audio/wav'}]} | [audio, audio/wav, 3"
            + " bytes: cannot be passed on]",
      },
      quoteCharacter = '`')
  void everyKindOfResultReachesTheModel(String result, String text) throws Exception {
    wiki.tool("look", arguments -> result.replace('\'', '"'));
    AgentId id = create();
    hear(joined(id), "Look.");
    llm.next();
    llm.answer("wiki_look");
    ToolResult seen = results(llm.next()).getFirst();
    assertTrue(seen.text().contains(text.replace('\'', '"')), seen.text());
    assertFalse(seen.isError());
    llm.answer("end_turn");
  }

  @Test
  void anEmbeddedPictureReachesTheModel() throws Exception {
    wiki.tool(
        "look",
        arguments ->
            """
            {"content":[{"type":"resource","resource":{"uri":"repo://a/logo",\
            "mimeType":"image/png","blob":"iVBORw0KGgo="}}]}\
            """);
    AgentId id = create();
    hear(joined(id), "Look.");
    llm.next();
    llm.answer("wiki_look");
    var image = results(llm.next()).getFirst().images().getFirst();
    assertEquals("iVBORw0KGgo=", image.data());
    assertEquals("image/png", image.mimeType());
    llm.answer("end_turn");
  }

  @Test
  void aLongResultIsCutBeforeTheModelSeesIt() throws Exception {
    wiki.tool("dump", arguments -> FakeToolServer.text("x".repeat(100_000)));
    AgentId id = create();
    hear(joined(id), "Dump.");
    llm.next();
    llm.answer("wiki_dump");
    assertEquals("x".repeat(16_384) + " [cut]", results(llm.next()).getFirst().text());
    llm.answer("end_turn");
  }

  @Test
  void furtherToolsRunBesideOneAnotherAndAreWrittenDownBefore() throws Exception {
    wiki.slowTool("get_one", go).slowTool("get_two", go);
    AgentId id = create();
    FakeSession session = joined(id);
    hear(session, "Both.");
    llm.next();
    llm.answer("wiki_get_one {\"a\":1}", "wiki_get_two", "share_screen");
    List<String> begun = List.of(wiki.nextCall(), wiki.nextCall());
    assertEquals(Set.of("get_one", "get_two"), Set.copyOf(begun));
    assertEquals("share_screen {}", session.began.take());
    List<String> open = new ArrayList<>();
    for (StoredAction action : store.openActions(id)) {
      open.add(action.tool() + " " + action.arguments());
    }
    assertTrue(open.contains("wiki_get_one {\"a\":1}"), open.toString());
    assertTrue(open.contains("wiki_get_two {}"), open.toString());
    go.countDown();
    assertEquals("at last", results(llm.next()).getFirst().text());
    assertEquals(List.of(), store.openActions(id));
    llm.answer("end_turn");
  }

  @Test
  void aServerThatIsDownDoesNotHinderTheMeetingAndIsOfferedOnceItIsBack() throws Exception {
    wiki.stop();
    AgentId id = create();
    FakeSession session = inMeeting(id);
    eventually(
        "it is told",
        () -> log(id).stream().anyMatch(l -> l.startsWith("The tool server wiki cannot be")));
    hear(session, "Hello Joe.");
    assertFalse(names(llm.next()).contains("wiki_search"));
    llm.answer("speak_text {\"text\":\"Hello.\"}", "end_turn");
    eventually("it spoke", () -> log(id).contains("Said: Hello."));
    wiki.startAgain();
    eventually("it is back", () -> log(id).contains("The tool server wiki offers 1 tool"));
    hear(session, "And now?");
    assertTrue(names(llm.next()).contains("wiki_search"));
    llm.answer("wiki_search", "end_turn");
    eventually("it was used", () -> log(id).contains("Used the tool wiki_search"));
    assertEquals(1, log(id).stream().filter(l -> l.contains("wiki cannot be reached")).count());
    assertEquals(AgentStatus.RUNNING, status(id));
    assertEquals(Optional.empty(), agents.find(id, 0).get().agent().lastError());
  }

  @Test
  void aStopDoesNotWaitForASlowTool() throws Exception {
    wiki.slowTool("think", go);
    AgentId id = create();
    FakeSession session = joined(id);
    hear(session, "Think.");
    llm.next();
    llm.answer("wiki_think");
    wiki.nextCall();
    agents.stop(id);
    assertEquals(AgentStatus.STOPPED, status(id));
    assertTrue(session.ended);
    assertTrue(
        log(id).stream().noneMatch(line -> line.contains("has not confirmed")),
        "it ended in time: " + log(id));
    eventually("the session is ended", () -> wiki.deleted.equals(List.of("s1")));
    assertEquals(List.of(), store.openActions(id));
  }

  @Test
  void theSessionLastsAsLongAsTheAgentIsActiveAndNoLonger() throws Exception {
    AgentId id = create();
    FakeSession session = joined(id);
    session.listener.onLost("The session was lost.");
    joined(id);
    assertEquals(1, wiki.count("initialize"), "it outlives the session of the meeting");
    agents.stop(id);
    eventually("ended", () -> wiki.deleted.equals(List.of("s1")));
    agents.start(id);
    joined(id);
    eventually("a new one", () -> wiki.openSessions() == 1);
    agents.delete(id);
    eventually("ended again", () -> wiki.deleted.equals(List.of("s1", "s2")));
    eventually("nothing is left", () -> servers.links() == 0);
  }

  @Test
  void anAgentThatGivesUpOrIsLetGoEndsItsSessions() throws Exception {
    meetings.joinFails =
        Optional.of(new MeetingException(MeetingException.Category.REFUSED, "Not today."));
    AgentId id = create();
    eventually("it failed", () -> status(id) == AgentStatus.ERROR);
    eventually("nothing is left", () -> servers.links() == 0 && wiki.openSessions() == 0);
    meetings.joinFails = Optional.empty();
    meetings.next();
    AgentId other = create();
    joined(other);
    agents.detach(LONG);
    eventually("nothing is left", () -> servers.links() == 0 && wiki.openSessions() == 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aServerOnAHostThatIsNotListedIsRefusedBeforeAnythingIsCreated(boolean autoJoin) {
    AgentRegistry strict = registry(ToolServers.NONE);
    InvalidFieldsException refusal =
        assertThrows(InvalidFieldsException.class, () -> strict.create(config(autoJoin)));
    assertEquals("mcp_servers", refusal.errors().getFirst().field());
    assertTrue(strict.list(0).isEmpty());
    assertTrue(store.agents().isEmpty());
    assertTrue(wiki.requests.isEmpty());
  }

  @Test
  void aHostThatIsNotListedAnyMoreIsRefusedAtTheNextStart() throws Exception {
    AgentId id = agents.create(config(false)).agent().id();
    AgentRegistry strict = registry(ToolServers.NONE);
    strict.restore();
    // Oftener than there is room for agents: what is refused takes none.
    for (int i = 0; i <= Settings.defaults().agents().maxActive(); i++) {
      assertThrows(InvalidFieldsException.class, () -> strict.start(id));
    }
    assertEquals(AgentStatus.CREATED, strict.find(id, 0).get().agent().status());
    assertTrue(wiki.requests.isEmpty());
    strict.close(LONG);
  }

  @Test
  void aHostThatIsNotListedAnyMoreIsRefusedAfterARestart() throws Exception {
    AgentId id = create();
    joined(id);
    agents.detach(LONG);
    eventually("the session is ended", () -> wiki.deleted.equals(List.of("s1")));
    long asked = wiki.requests.size();
    AgentRegistry strict = registry(ToolServers.NONE);
    strict.restore();
    eventually("it gave up", () -> strict.find(id, 0).get().agent().status() == AgentStatus.ERROR);
    String why = strict.find(id, 0).get().agent().errorMessage().get();
    assertTrue(why.contains("wiki") && why.contains("TOOLS_ALLOWED_HOSTS"), why);
    assertEquals(asked, wiki.requests.size());
    eventually("its meeting is left", () -> !meetings.ended.isEmpty());
    strict.close(LONG);
  }

  @Test
  void aResumedAgentHasItsToolsAgain() throws Exception {
    AgentId id = create();
    joined(id);
    agents.detach(LONG);
    eventually("the session is ended", () -> wiki.deleted.equals(List.of("s1")));
    agents = registry(servers);
    agents.restore();
    FakeSession session = meetings.next();
    eventually("it is back", () -> wiki.openSessions() == 1 && wiki.count("tools/list") == 2);
    eventually(
        "it is told",
        () -> log(id).stream().filter(l -> l.contains("wiki offers 1 tool")).count() == 2);
    eventually(
        "joined", () -> agents.find(id, 0).get().agent().meetingStatus() == MeetingStatus.JOINED);
    hear(session, "Search.");
    assertTrue(names(llm.next()).contains("wiki_search"));
    llm.answer("end_turn");
  }
}
