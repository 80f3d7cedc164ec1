package ai.joinly.manager.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmClient;
import ai.joinly.manager.llm.LlmException;
import ai.joinly.manager.llm.LlmException.Category;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.logging.CapturedLog;
import ai.joinly.manager.logging.LogContext;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.process.AotCache;
import ai.joinly.manager.store.DamagedRow;
import ai.joinly.manager.store.StoreObserver;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What the log says about each peer. */
@Isolated
class PeersTest {
  private static final LlmRequest REQUEST = new LlmRequest("", List.of(), List.of());
  private static final LlmReply REPLY =
      new LlmReply(
          new ChatMessage.Assistant(Optional.empty(), List.of()), new TokenUsage(100, 7, 0));
  private static final AgentConfig ADA =
      AgentConfig.builder("Ada", "https://meet.test/a").llmModel("m").build();

  private final StateLog states = new StateLog(() -> 0);
  private final CapturedLog log = new CapturedLog(StateLog.class);
  private final CapturedLog starts = new CapturedLog(StartLine.class);
  private Optional<Category> failure = Optional.empty();

  @AfterEach
  void stop() {
    log.close();
    starts.close();
  }

  private LlmClient client(AgentConfig config) {
    return new LoggedLlms(given -> this::answer, states).clientFor(config);
  }

  private LlmReply answer(LlmRequest request) throws LlmException {
    if (failure.isPresent()) {
      throw new LlmException(failure.get(), "The language model failed");
    }
    return REPLY;
  }

  private void fail(LlmClient client, Category category) {
    failure = Optional.of(category);
    assertThrows(LlmException.class, () -> client.complete(REQUEST));
    failure = Optional.empty();
  }

  @Test
  void aProviderThatFailsFortyTimesHasOneLineAndOneOnRecovery() throws Exception {
    LlmClient first = client(ADA);
    LlmClient second = client(ADA);
    for (int i = 0; i < 20; i++) {
      fail(first, Category.SERVER_ERROR);
      fail(second, Category.CIRCUIT_OPEN);
    }
    assertEquals(List.of("The language model failed (openai m)"), log.messages());
    assertEquals("provider", log.fields().get("subject"));
    second.complete(REQUEST);
    first.complete(REQUEST);
    assertEquals("The language model openai m answers again", log.messages().getLast());
    assertEquals(2, log.messages().size());
  }

  @Test
  void whatConcernsOneRequestIsNoFailureOfTheModel() {
    fail(client(ADA), Category.DECLINED);
    fail(client(ADA), Category.TOO_LONG);
    fail(client(ADA), Category.TOOLS_UNSUPPORTED);
    fail(client(ADA), Category.CIRCUIT_OPEN);
    assertEquals(List.of(), log.messages());
  }

  @Test
  void aKeyOfOneAgentSaysNothingAboutTheOthers() throws Exception {
    AgentConfig own = ADA.toBuilder().envVars(Map.of("OPENAI_API_KEY", new Secret("k"))).build();
    AgentId agent = AgentId.of(7);
    LogContext.runWith(agent, () -> fail(client(own), Category.KEY_REFUSED));
    client(ADA).complete(REQUEST);
    assertEquals(
        List.of("The language model failed (openai m with the env_vars of " + agent + ")"),
        log.messages());
  }

  @Test
  void aDamagedRowHasALine() {
    DamagedRow row = new DamagedRow("events", "7", Optional.of(AgentId.of(1)));
    new LoggedStore(states, StoreObserver.NONE).onDamaged(row);
    assertEquals(
        List.of(
            "The row 7 of the table events (agent_00000001) is damaged and left out; --check lists"
                + " all such rows"),
        log.messages());
  }

  @Test
  void theStoreHasALineForEachChange() {
    StoreObserver store = new LoggedStore(states, StoreObserver.NONE);
    store.onWritten(1, 1);
    store.onFailed("The disk is full");
    store.onFailed("The disk is full");
    store.onWritten(1, 1);
    store.onWritten(1, 1);
    assertEquals(List.of("The disk is full", "The store works again"), log.messages());
    assertEquals(List.of("SEVERE", "WARNING"), log.levels());
  }

  @Test
  void theServerHasALineForEachChangeAndTheFirstAnswerIsInTheLineAboutTheStart() {
    JoinlyWatch watch =
        new JoinlyWatch(
            states,
            URI.create("http://ada:secret@joinly:8000/mcp/?token=t"),
            new StartLine(
                "0.0.0.0:8000",
                new StartLine.Database("manager.db", false, 3),
                List.of("config/application.yaml", ".env")));
    assertEquals(List.of(), starts.messages());
    watch.onAnswer(Optional.of("connection refused"));
    watch.onAnswer(Optional.of("connection refused"));
    watch.onAnswer(Optional.empty());
    watch.onAnswer(Optional.empty());
    assertEquals(2, log.messages().size());
    assertTrue(log.messages().getFirst().contains("(connection refused)"));
    assertTrue(log.messages().getLast().endsWith("answers again"));
    assertEquals(1, starts.messages().size());
    String line = starts.messages().getFirst();
    assertTrue(line.startsWith("Joinly Manager (not packaged) runs on Java "), line);
    assertTrue(line.contains("at 0.0.0.0:8000; database: manager.db (3 agents); joinly: "), line);
    assertTrue(line.contains("does not answer (connection refused)"), line);
    assertTrue(line.contains("config/application.yaml, .env; AOT cache: "), line);
    assertEquals(3, starts.fields().get("agents"));
    assertEquals(AotCache.current().toString(), starts.fields().get("aot_cache"));
    assertTrue(
        (line + log.messages()).indexOf("secret") < 0 && (line + log.messages()).indexOf("=t") < 0,
        line + log.messages());
  }
}
