package ai.joinly.manager.llm.provider;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.llm.FakeServer;
import ai.joinly.manager.llm.Fixtures;
import ai.joinly.manager.llm.LlmClients;
import ai.joinly.manager.llm.Wire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key goes where. */
class EndpointTest {
  private static final Map<String, String> NOTHING = Map.of();

  private static Endpoint endpoint(
      LlmProvider provider,
      Map<String, String> process,
      Map<String, String> agent,
      String... allowedHosts) {
    return Endpoint.of(
        Fixtures.agent(provider, "m", agent),
        Fixtures.settings(process, Set.of(allowedHosts), Fixtures.LONG));
  }

  private static String refused(
      LlmProvider provider,
      String field,
      Map<String, String> process,
      Map<String, String> agent,
      String... allowedHosts) {
    InvalidFieldsException e =
        assertThrows(
            InvalidFieldsException.class, () -> endpoint(provider, process, agent, allowedHosts));
    assertEquals(field, e.errors().getFirst().field());
    return e.getMessage();
  }

  /** What the provider cannot do without. */
  private static Map<String, String> process(Wire wire) {
    Map<String, String> process = new HashMap<>(Map.of(wire.keyVariable, "process-key"));
    if (wire == Wire.AZURE) {
      process.put(wire.addressVariable, "https://ours.example");
    }
    return process;
  }

  private static String key(Endpoint endpoint) {
    return endpoint.key().map(Secret::value).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "OPENAI, https://api.openai.com/v1, api.openai.com",
    "ANTHROPIC, https://api.anthropic.com, api.anthropic.com",
    "GOOGLE, https://generativelanguage.googleapis.com, generativelanguage.googleapis.com",
    "OLLAMA, http://localhost:11434, localhost:11434"
  })
  void withoutAnAddressTheKeyGoesToTheProvider(Wire wire, String url, String described) {
    Endpoint endpoint = endpoint(wire.provider, process(wire), NOTHING);

    assertEquals(url, endpoint.base().uri().toString());
    assertEquals(described, endpoint.described());
    assertEquals("process-key", key(endpoint));
  }

  @ParameterizedTest
  @EnumSource
  void theAgentsKeyWins(Wire wire) {
    Endpoint endpoint =
        endpoint(
            wire.provider,
            Map.of(wire.keyVariable, "sk-1", wire.addressVariable, "http://llm.example:8000/x/"),
            Map.of(wire.keyVariable, "sk-2"));

    assertEquals("http://llm.example:8000/x", endpoint.base().uri().toString());
    assertEquals("sk-2", key(endpoint));
  }

  @ParameterizedTest
  @EnumSource(names = "OLLAMA", mode = EnumSource.Mode.EXCLUDE)
  void aMissingKeyIsToldByItsVariable(Wire wire) {
    Map<String, String> process = process(wire);
    process.remove(wire.keyVariable);

    String message = refused(wire.provider, "llm_provider", process, Map.of(wire.keyVariable, " "));

    assertTrue(message.contains("set " + wire.keyVariable), message);
    assertTrue(message.contains("env_vars"), message);
  }

  @Test
  void ollamaNeedsNoKey() {
    assertEquals(Optional.empty(), endpoint(LlmProvider.OLLAMA, NOTHING, NOTHING).key());
    assertEquals(
        Optional.empty(),
        endpoint(
                LlmProvider.OLLAMA,
                Map.of("OLLAMA_API_KEY", "sk-1"),
                Map.of("OLLAMA_URL", "http://mine.example:11434"),
                "mine.example:11434")
            .key());
  }

  @Test
  void azureNeedsAnEndpoint() {
    String message =
        refused(
            LlmProvider.AZURE_OPENAI, "llm_provider", Map.of("AZURE_OPENAI_API_KEY", "k"), NOTHING);

    assertTrue(message.contains("set AZURE_OPENAI_ENDPOINT"), message);
  }

  @Test
  void bothNamesOfGooglesKeyCount() {
    Map<String, String> process = Map.of("GOOGLE_API_KEY", "sk-1");

    Endpoint own = endpoint(LlmProvider.GOOGLE, process, Map.of("GEMINI_API_KEY", "sk-2"));

    assertEquals("sk-2", key(own));
    assertEquals("GEMINI_API_KEY", own.keyVariable());
    assertEquals("sk-1", key(endpoint(LlmProvider.GOOGLE, process, NOTHING)));
    assertTrue(
        refused(LlmProvider.GOOGLE, "llm_provider", NOTHING, NOTHING)
            .contains("GOOGLE_API_KEY or GEMINI_API_KEY"));
  }

  @ParameterizedTest
  @EnumSource(names = "OLLAMA", mode = EnumSource.Mode.EXCLUDE)
  void theKeyOfTheProcessNeverGoesToAnAgentsServer(Wire wire) {
    String message =
        refused(
            wire.provider,
            "env_vars",
            process(wire),
            Map.of(wire.addressVariable, "https://theirs.example/v1"),
            "theirs.example");

    assertTrue(message.contains(wire.keyVariable), message);
    assertFalse(message.contains("theirs.example"), "values of env_vars are never shown");
    assertFalse(message.contains("process-key"), message);
  }

  @ParameterizedTest
  @EnumSource
  void anAgentsServerMustBeAllowed(Wire wire) {
    Map<String, String> agent =
        Map.of(wire.addressVariable, "https://LLM.example:444/v1", wire.keyVariable, "sk-2");

    assertTrue(refused(wire.provider, "env_vars", NOTHING, agent).contains("LLM_ALLOWED_HOSTS"));
    assertTrue(
        refused(wire.provider, "env_vars", NOTHING, agent, "llm.example")
            .contains("LLM_ALLOWED_HOSTS"),
        "another port is another server");
    Endpoint endpoint = endpoint(wire.provider, NOTHING, agent, "llm.example:444");
    assertEquals("sk-2", key(endpoint));
    assertFalse(endpoint.described().contains("example"), "values of env_vars are never shown");
  }

  @ParameterizedTest
  @EnumSource
  void aVariableOfAnotherProviderChangesNothing(Wire wire) {
    Map<String, String> agent = new HashMap<>();
    for (Wire other : Wire.values()) {
      if (other != wire) {
        agent.put(other.addressVariable, "https://theirs.example");
        agent.put(other.keyVariable, "their-key");
      }
    }

    assertEquals("process-key", key(endpoint(wire.provider, process(wire), agent)));
  }

  @Test
  void namingTheServerOfTheProcessNeedsNothingMore() {
    assertEquals(
        "sk-1",
        key(
            endpoint(
                LlmProvider.OPENAI,
                Map.of("OPENAI_API_KEY", "sk-1"),
                Map.of("OPENAI_BASE_URL", "https://api.openai.com:443/v1/"))));
    for (Map<String, String> agent :
        List.of(
            Map.of("OLLAMA_HOST", "localhost"),
            Map.of("OLLAMA_URL", "http://localhost:11434/v1"))) {
      assertEquals(
          "http://localhost:11434/v1",
          endpoint(LlmProvider.OLLAMA, NOTHING, agent).url().toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpu.example, , http://gpu.example:11434",
    "gpu.example, 8080, http://gpu.example:8080",
    "gpu.example:9000, 8080, http://gpu.example:9000",
    "https://gpu.example, 8080, https://gpu.example",
    ", 8080, http://localhost:8080",
    "::1, , http://[::1]:11434",
    "[::1]:9000, , http://[::1]:9000"
  })
  void ollamasHostAndPortAreReadAsOllamaDoes(String host, String port, String url) {
    Map<String, String> variables = new HashMap<>();
    if (host != null) {
      variables.put("OLLAMA_HOST", host);
    }
    if (port != null) {
      variables.put("OLLAMA_PORT", port);
    }

    assertEquals(url, endpoint(LlmProvider.OLLAMA, variables, NOTHING).base().uri().toString());
    // From an agent, each of them is an address of its own.
    assertTrue(
        refused(LlmProvider.OLLAMA, "env_vars", NOTHING, variables)
            .contains(host == null ? "point OLLAMA_PORT" : "point OLLAMA_HOST"));
  }

  @Test
  void ollamasWholeAddressWins() {
    assertEquals(
        "http://a.example/v1",
        endpoint(
                LlmProvider.OLLAMA,
                Map.of("OLLAMA_URL", "http://a.example/v1/", "OLLAMA_HOST", "b.example"),
                NOTHING)
            .base()
            .uri()
            .toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://llm.example/v1",
        "https://user:pw@llm.example/v1",
        "https://llm.example/v1?x=1",
        "https://llm.example/v1#x",
        "llm.example/v1",
        "https:///v1",
        "http://llm.example:99999/",
        "not a url"
      })
  void refusesOtherAddresses(String url) {
    for (Wire wire : Wire.values()) {
      Map<String, String> variables = Map.of(wire.addressVariable, url, wire.keyVariable, "sk-2");

      String message = refused(wire.provider, "env_vars", NOTHING, variables, "llm.example");
      assertTrue(message.contains(wire.addressVariable), message);
      assertTrue(message.contains("http or https"), message);
      assertFalse(message.contains("llm.example"), message);
      assertTrue(
          refused(wire.provider, "llm_provider", variables, NOTHING).contains("http or https"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080/v1, true",
    "http://127.0.0.1/v1, true",
    "http://[::1]:8080/v1, true",
    "http://llm.example/v1, false",
    "http://127.0.0.1.llm.example/v1, false"
  })
  void onlyALocalServerNeedsNoKey(String url, boolean without) {
    for (Wire wire : List.of(Wire.OPENAI, Wire.ANTHROPIC, Wire.GOOGLE, Wire.AZURE)) {
      Map<String, String> process = Map.of(wire.addressVariable, url);
      if (without) {
        assertDoesNotThrow(() -> endpoint(wire.provider, process, NOTHING));
      } else {
        refused(wire.provider, "llm_provider", process, NOTHING);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-1\nX: y", "sk-1\r\n", "sk 1", "sk-\u00e4"})
  void aKeyThatWouldBreakTheHeaderIsRefused(String key) {
    for (Wire wire : Wire.values()) {
      assertFalse(
          refused(wire.provider, "env_vars", process(wire), Map.of(wire.keyVariable, key))
              .contains("sk"),
          "the key is not shown");
      Map<String, String> process = process(wire);
      process.put(wire.keyVariable, key);
      refused(wire.provider, "llm_provider", process, NOTHING);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AZURE, ../../files",
    "AZURE, a/b",
    "AZURE, a?x=1",
    "GOOGLE, models/../tuned",
    "GOOGLE, a b",
    "GOOGLE, a:streamGenerateContent"
  })
  void aModelsNameLeadsNowhereElse(Wire wire, String model) {
    try (LlmClients clients = new LlmClients(Fixtures.settings(Map.copyOf(process(wire))))) {
      InvalidFieldsException e =
          assertThrows(
              InvalidFieldsException.class,
              () -> clients.clientFor(Fixtures.agent(wire.provider, model, NOTHING)));

      assertEquals("llm_model", e.errors().getFirst().field());
    }
  }

  @Test
  void azuresVersionMustBeOne() {
    Map<String, String> process = process(Wire.AZURE);
    assertTrue(
        refused(
                LlmProvider.AZURE_OPENAI,
                "env_vars",
                process,
                Map.of("OPENAI_API_VERSION", "1&api-key=x"))
            .contains("OPENAI_API_VERSION"));
    assertEquals(
        "2025-04-01-preview", endpoint(LlmProvider.AZURE_OPENAI, process, NOTHING).apiVersion());
  }

  @ParameterizedTest
  @EnumSource
  void keysArriveAtTheirOwnServersOnly(Wire wire) throws Exception {
    try (FakeServer ours = new FakeServer();
        FakeServer theirs = new FakeServer();
        LlmClients clients =
            new LlmClients(
                Fixtures.settings(
                    Map.of(wire.addressVariable, wire.base(ours), wire.keyVariable, "process-key"),
                    Set.of(theirs.hostAndPort()),
                    Fixtures.LONG))) {
      clients.clientFor(Fixtures.agent(wire)).complete(Fixtures.question());
      clients
          .clientFor(
              Fixtures.agent(
                  wire.provider,
                  wire.model,
                  Map.of(wire.addressVariable, wire.base(theirs), wire.keyVariable, "agent-key")))
          .complete(Fixtures.question());

      FakeServer.Request atOurs = ours.next();
      FakeServer.Request atTheirs = theirs.next();
      assertEquals("process-key", wire.key(atOurs));
      assertEquals("agent-key", wire.key(atTheirs));
      assertFalse((atTheirs.headers() + atTheirs.text()).contains("process-key"));
      assertFalse((atOurs.headers() + atOurs.text()).contains("agent-key"));
      assertEquals(0, ours.waiting() + theirs.waiting());
    }
  }
}
