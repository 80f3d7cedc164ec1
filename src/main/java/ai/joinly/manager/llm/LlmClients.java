package ai.joinly.manager.llm;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.FieldError;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.model.LlmProvider;
import ai.joinly.manager.model.WireName;
import java.util.List;

/** The language models of the process. Thread-safe; its clients share one pool of connections. */
public final class LlmClients implements LlmClientFactory, AutoCloseable {
  /** Far above any answer with tool calls. */
  private static final int LARGEST_ANSWER = 8 * 1024 * 1024;

  private final Settings.Llm settings;
  private final LlmHttpClient http;
  private final Pacing pacing;

  public LlmClients(Settings.Llm settings) {
    this(settings, Pacing.real());
  }

  LlmClients(Settings.Llm settings, Pacing pacing) {
    this.settings = settings;
    this.http = new LlmHttpClient(settings.requestTimeout(), LARGEST_ANSWER);
    this.pacing = pacing;
  }

  @Override
  public LlmClient clientFor(AgentConfig config) {
    requireSupported(config.llmProvider());
    return new OpenAiClient(
        config.llmModel(), OpenAiEndpoint.of(config, settings), settings, http, pacing);
  }

  @Override
  public void requireSupported(LlmProvider provider) {
    switch (provider) {
      case OPENAI -> {}
      case ANTHROPIC, GOOGLE, OLLAMA, AZURE_OPENAI ->
          throw new InvalidFieldsException(
              List.of(
                  new FieldError(
                      "llm_provider",
                      WireName.of(provider)
                          + " is not supported yet; use openai, which also reaches any"
                          + " OpenAI-compatible server through OPENAI_BASE_URL")));
    }
  }

  /** Closes the connections that wait to be used again. */
  @Override
  public void close() {
    http.close();
  }
}
