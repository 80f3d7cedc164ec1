package ai.joinly.manager.llm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerModesTest {
  private final LlmClients llms =
      new LlmClients(
          new Settings.Llm(
              Map.of(
                  "OPENAI_BASE_URL", new Secret("http://user.example:8080/v1"),
                  "OPENAI_API_KEY", new Secret("k"),
                  "OLLAMA_URL", new Secret("http://ollama.example:11434")),
              Set.of(),
              Duration.ofSeconds(1),
              1));

  @AfterEach
  void close() {
    llms.close();
  }

  private AnswerMode mode(LlmProvider provider, String model) {
    return llms.clientFor(
            AgentConfig.builder("Ada", "https://meet.example/1")
                .llmProvider(provider)
                .llmModel(model)
                .build())
        .answerMode();
  }

  @Test
  void threeTextsInARowBeginTextModeForAllThatUseTheModel() {
    AnswerMode one = mode(LlmProvider.OPENAI, "m");
    one.answeredInText();
    one.answeredInText();
    one.answeredWithCalls();
    one.answeredInText();
    one.answeredInText();
    assertFalse(one.isText(), "not in a row");
    mode(LlmProvider.OPENAI, "m").answeredInText();
    assertTrue(one.isText());
    assertFalse(mode(LlmProvider.OPENAI, "other").isText());
    assertFalse(mode(LlmProvider.OLLAMA, "m").isText());
    one.answeredWithCalls();
    assertTrue(one.isText(), "until the process ends");
    assertEquals(List.of(new TextModel("m", "user.example:8080")), llms.inTextMode());
  }

  @Test
  void aServerThatTakesNoToolsIsAskedInTextAtOnce() {
    mode(LlmProvider.OLLAMA, "gemma:2b").toolsUnsupported();
    assertTrue(mode(LlmProvider.OLLAMA, "gemma:2b").isText());
    assertEquals(List.of(new TextModel("gemma:2b", "ollama.example:11434")), llms.inTextMode());
  }

  @Test
  void onlySoManyModelsAreRemembered() {
    AnswerMode first = mode(LlmProvider.OPENAI, "first");
    first.toolsUnsupported();
    for (int i = 0; i < 300; i++) {
      mode(LlmProvider.OPENAI, "m" + i);
    }
    assertFalse(mode(LlmProvider.OPENAI, "first").isText());
    assertEquals(List.of(), llms.inTextMode());
  }
}
