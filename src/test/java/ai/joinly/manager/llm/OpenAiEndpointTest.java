package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.model.LlmProvider;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key goes where. */
class OpenAiEndpointTest {
  private static final Map<String, String> NOTHING = Map.of();

  private static OpenAiEndpoint endpoint(
      Map<String, String> process, Map<String, String> agent, String... allowedHosts) {
    return OpenAiEndpoint.of(
        Fixtures.agent("gpt-4o", agent),
        Fixtures.settings(process, Set.of(allowedHosts), Duration.ofSeconds(1)));
  }

  private static String refused(
      String field,
      Map<String, String> process,
      Map<String, String> agent,
      String... allowedHosts) {
    InvalidFieldsException e =
        assertThrows(InvalidFieldsException.class, () -> endpoint(process, agent, allowedHosts));
    assertEquals(field, e.errors().getFirst().field());
    return e.getMessage();
  }

  @Test
  void withoutABaseUrlTheKeyGoesToOpenAi() {
    OpenAiEndpoint endpoint = endpoint(Map.of("OPENAI_API_KEY", "sk-1"), NOTHING);

    assertEquals(URI.create("https://api.openai.com/v1"), endpoint.baseUrl());
    assertEquals("sk-1", endpoint.key().value());
  }

  @Test
  void theAgentsKeyWins() {
    OpenAiEndpoint endpoint =
        endpoint(
            Map.of("OPENAI_API_KEY", "sk-1", "OPENAI_BASE_URL", "http://llm.example:8000/v1/"),
            Map.of("OPENAI_API_KEY", "sk-2"));

    assertEquals(URI.create("http://llm.example:8000/v1"), endpoint.baseUrl());
    assertEquals("sk-2", endpoint.key().value());
  }

  @Test
  void aMissingKeyIsToldByItsVariable() {
    String message = refused("llm_provider", NOTHING, Map.of("OPENAI_API_KEY", " "));

    assertTrue(message.contains("OPENAI_API_KEY"));
    assertTrue(message.contains("env_vars"));
  }

  @Test
  void theKeyOfTheProcessNeverGoesToAnAgentsServer() {
    String message =
        refused(
            "env_vars",
            Map.of("OPENAI_API_KEY", "sk-1"),
            Map.of("OPENAI_BASE_URL", "https://llm.example/v1"),
            "llm.example");

    assertTrue(message.contains("OPENAI_API_KEY"));
    assertFalse(message.contains("llm.example"), "values of env_vars are never shown");
  }

  @Test
  void anAgentsServerMustBeAllowed() {
    Map<String, String> agent =
        Map.of("OPENAI_BASE_URL", "https://LLM.example:444/v1", "OPENAI_API_KEY", "sk-2");

    assertTrue(refused("env_vars", NOTHING, agent).contains("LLM_ALLOWED_HOSTS"));
    assertTrue(
        refused("env_vars", NOTHING, agent, "llm.example").contains("LLM_ALLOWED_HOSTS"),
        "another port is another server");
    assertEquals("sk-2", endpoint(NOTHING, agent, "llm.example:444").key().value());
  }

  @Test
  void namingTheServerOfTheProcessNeedsNothingMore() {
    OpenAiEndpoint endpoint =
        endpoint(
            Map.of("OPENAI_API_KEY", "sk-1"),
            Map.of("OPENAI_BASE_URL", "https://api.openai.com:443/v1/"));

    assertEquals("sk-1", endpoint.key().value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://llm.example/v1",
        "https://user:pw@llm.example/v1",
        "https://llm.example/v1?x=1",
        "llm.example/v1",
        "https:///v1",
        "not a url"
      })
  void refusesOtherAddresses(String url) {
    Map<String, String> agent = Map.of("OPENAI_BASE_URL", url, "OPENAI_API_KEY", "sk-2");

    assertTrue(refused("env_vars", NOTHING, agent, "llm.example").contains("http or https"));
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
    Map<String, String> process = Map.of("OPENAI_BASE_URL", url);
    if (without) {
      assertDoesNotThrow(() -> endpoint(process, NOTHING));
    } else {
      refused("llm_provider", process, NOTHING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sk-1\nX: y", "sk-1\r\n", "sk 1", "sk-\u00e4"})
  void aKeyThatWouldBreakTheHeaderIsRefused(String key) {
    assertFalse(
        refused("env_vars", NOTHING, Map.of("OPENAI_API_KEY", key)).contains("sk"),
        "the key is not shown");
    refused("llm_provider", Map.of("OPENAI_API_KEY", key), NOTHING);
  }

  @ParameterizedTest
  @EnumSource(value = LlmProvider.class, names = "OPENAI", mode = EnumSource.Mode.EXCLUDE)
  void otherProvidersAreAClearError(LlmProvider provider) {
    try (LlmClients clients =
        new LlmClients(
            Fixtures.settings(Map.of("OPENAI_API_KEY", "sk-1"), Set.of(), Duration.ofSeconds(1)))) {
      InvalidFieldsException e =
          assertThrows(
              InvalidFieldsException.class,
              () -> clients.clientFor(Fixtures.agent(provider, "m", NOTHING)));

      assertEquals("llm_provider", e.errors().getFirst().field());
      assertTrue(e.getMessage().contains("not supported yet"));
    }
  }
}
