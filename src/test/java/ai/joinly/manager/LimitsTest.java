package ai.joinly.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.agent.AgentRegistry;
import ai.joinly.manager.agent.AgentServices;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.agent.turn.TurnObserver;
import ai.joinly.manager.agenttools.ToolServers;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.PromptSettings;
import ai.joinly.manager.domain.agent.PromptStyle;
import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.mcp.McpClient;
import ai.joinly.manager.mcp.McpException;
import ai.joinly.manager.mcp.McpLimits;
import ai.joinly.manager.mcp.McpObserver;
import ai.joinly.manager.mcp.McpSession;
import ai.joinly.manager.mcp.RawServer;
import ai.joinly.manager.mcp.RawServer.Reply;
import ai.joinly.manager.mcp.RawServer.Request;
import ai.joinly.manager.mcp.transport.McpHttp;
import ai.joinly.manager.meeting.joinly.JoinlyServer;
import ai.joinly.manager.net.ProxyRules;
import ai.joinly.manager.store.Store;
import ai.joinly.manager.store.jdbc.JdbcStore;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * All at once that others send and that was once enough, one by one, to end the process. Tests have
 * 256 MB.
 */
@Tag("memory")
@Isolated
class LimitsTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int PEERS = 20;
  private static final int KEPT = 800;
  private static final String WORDS = "x".repeat(65_536);
  private static final String HEAD =
      """
      HTTP/1.1 200 OK
      Content-Type: application/json
      Transfer-Encoding: chunked

      """
          .replace("\n", "\r\n");

  @TempDir Path directory;

  /** A server that is a model's, a tool's and joinly's, all of them hostile. */
  private static RawServer server() throws Exception {
    return new RawServer(
        (request, reply) -> {
          String id = JSON.readTree(request.body()).path("id").asText();
          if (request.body().contains("\"initialize\"")) {
            String result = "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}";
            reply.answer(200, "application/json", rpc(id, result), "mcp-session-id: s1");
          } else if (isBomb(request)) {
            reply.raw(HEAD + "7fffffff\r\n{\"jsonrpc\":\"");
            while (true) {
              reply.raw(WORDS);
            }
          } else if (request.path().contains("completions")) {
            large(
                reply,
                "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"@\"}}]}",
                30);
          } else if (request.body().contains("resources/read")) {
            large(reply, rpc(id, "{\"contents\":[{\"uri\":\"u\",\"text\":\"@\"}]}"), 80);
          } else {
            large(reply, rpc(id, "{\"content\":[{\"type\":\"text\",\"text\":\"@\"}]}"), 60);
          }
        });
  }

  private static boolean isBomb(Request request) {
    return request.body().contains("bomb");
  }

  private static String rpc(String id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(id, result);
  }

  /** Answers with so many blocks of words in place of the sign. */
  private static void large(Reply reply, String form, int blocks) throws Exception {
    String[] parts = form.split("@", 2);
    long length = form.length() - 1 + (long) blocks * WORDS.length();
    reply.last();
    reply.raw(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n");
    reply.raw(parts[0]);
    for (int i = 0; i < blocks; i++) {
      reply.raw(WORDS);
    }
    reply.raw(parts[1]);
  }

  private static int answerOfModel(LlmClient client, String words) throws InterruptedException {
    try {
      return client
          .complete(new LlmRequest("", List.of(new ChatMessage.User(words)), List.of()))
          .message()
          .text()
          .orElse("")
          .length();
    } catch (LlmException e) {
      return -1;
    }
  }

  private static int answerOfTool(McpClient client, String tool) throws InterruptedException {
    try {
      McpSession session = client.start(Map.of(), LONG).await(LONG);
      return session
          .callTool(session.newRequestId(), tool, JsonNodeFactory.instance.objectNode(), LONG)
          .text()
          .length();
    } catch (McpException e) {
      return -1;
    }
  }

  private static int answerOfJoinly(McpClient client) throws InterruptedException {
    try {
      McpSession session = client.start(Map.of(), LONG).await(LONG);
      return session.growingResource("transcript://live", LONG).read().length();
    } catch (McpException e) {
      return -1;
    }
  }

  private static AgentConfig large(int number) {
    return AgentConfig.builder("Joe " + number, "https://meet.example/abc")
        .prompt(
            new PromptSettings(
                PromptStyle.MPC,
                Optional.of((number + " ").repeat(32_768).substring(0, 32_768)),
                Optional.of("y".repeat(32_000))))
        .autoJoin(false)
        .build();
  }

  @Test
  void nothingThatPeersSendAndNothingThatIsKeptTakesMoreMemoryThanThereIs() throws Exception {
    AnswerBudget answers = AnswerBudget.ofHeap();
    try (RawServer server = server();
        LlmClients models =
            new LlmClients(
                new Settings.Llm(
                    Map.of(
                        "OPENAI_API_KEY", new Secret("k"),
                        "OPENAI_BASE_URL", new Secret(server.uri("/v1").toString())),
                    Set.of(),
                    LONG,
                    1),
                ProxyRules.NONE,
                answers);
        McpHttp http = McpHttp.create(LONG, ProxyRules.NONE, answers);
        Store store = store();
        ExecutorService all = Executors.newVirtualThreadPerTaskExecutor();
        ExecutorService clients = Executors.newFixedThreadPool(8)) {
      AgentRegistry agents = agents(store, http);
      McpClient tools = new McpClient(http, server.uri("/mcp"), new McpLimits(4_194_304, 16_384));
      McpClient joinly =
          new McpClient(
              http,
              server.uri("/mcp"),
              new McpLimits(16_777_216, 4_194_304, 16_384),
              McpObserver.NONE);
      LlmClient model = models.clientFor(AgentConfig.of("Joe", "https://meet.example/abc"));
      List<Future<Integer>> large = new ArrayList<>();
      List<Future<Integer>> bombs = new ArrayList<>();
      List<Future<AgentView>> kept = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        large.add(all.submit(() -> answerOfModel(model, "hello")));
        large.add(all.submit(() -> answerOfTool(tools, "t")));
        large.add(all.submit(() -> answerOfJoinly(joinly)));
        LlmClient another = models.clientFor(AgentConfig.of("Joe", "https://meet.example/abc"));
        bombs.add(all.submit(() -> answerOfModel(another, "bomb")));
        bombs.add(all.submit(() -> answerOfTool(tools, "bomb")));
        bombs.add(all.submit(() -> answerOfTool(joinly, "bomb")));
      }
      for (int i = 0; i < KEPT; i++) {
        int number = i;
        Callable<AgentView> creation = () -> agents.create(large(number));
        kept.add(clients.submit(creation));
      }
      for (Future<AgentView> one : kept) {
        assertTrue(one.get().agent().config().characters() > 64_000);
      }
      for (Future<Integer> bomb : bombs) {
        assertEquals(-1, bomb.get());
      }
      int read = 0;
      for (Future<Integer> answer : large) {
        read += answer.get() > 0 ? 1 : 0;
      }
      assertTrue(read > PEERS, "large answers are read, if not all at the same time: " + read);
      assertEquals(KEPT, agents.list(0).size());
      for (AgentView view : agents.list(0)) {
        assertTrue(view.agent().config().prompt().personalityPrompt().isPresent());
      }
    }
  }

  private Store store() {
    return JdbcStore.open(
        new Settings.Store(
            directory.resolve("manager.db").toString(), Optional.empty(), 0, 1_000, 8_388_608),
        event -> {},
        trouble -> {});
  }

  private static AgentRegistry agents(Store store, McpHttp http) {
    Settings settings = Settings.defaults();
    return new AgentRegistry(
        new AgentServices(
            new JoinlyServer(settings.joinly(), http),
            config -> {
              throw new AssertionError("no agent starts");
            },
            store,
            settings,
            Clock.systemUTC(),
            TurnObserver.NONE,
            ToolServers.NONE));
  }
}
