package ai.joinly.manager.llm;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.model.AgentConfig;

/** The language models of the process. Thread-safe; its clients share one pool of connections. */
public final class LlmClients implements LlmClientFactory, AutoCloseable {
  /** Far above any answer with tool calls. */
  private static final int LARGEST_ANSWER = 8 * 1024 * 1024;

  private final Settings.Llm settings;
  private final LlmHttpClient http;
  private final Pacing pacing;
  private final RecentTools recentTools = new RecentTools();

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
    Endpoint endpoint = Endpoint.of(config, settings);
    // While the agent connects and joins: its first request need not wait for certificates.
    http.prepare(endpoint.base().uri());
    ModelTraits traits = ModelTraits.of(config.llmProvider(), config.llmModel());
    return new CircuitBreaker(
        new ModelClient(
            model(config.llmModel(), endpoint, traits),
            endpoint,
            traits.parameters(),
            settings,
            pacing),
        pacing.nanoTime());
  }

  private ProviderModel model(String name, Endpoint endpoint, ModelTraits traits) {
    SharedClientBuilder shared = new SharedClientBuilder(http);
    ToolSchemas schemas = new ToolSchemas(recentTools);
    return switch (endpoint.provider()) {
      case OPENAI, OLLAMA, AZURE_OPENAI -> new OpenAiModel(name, endpoint, traits, shared, schemas);
      case ANTHROPIC -> new AnthropicModel(name, endpoint, shared, schemas);
      case GOOGLE -> new GeminiModel(name, endpoint, traits, http, schemas);
    };
  }

  /** Closes the connections that wait to be used again. */
  @Override
  public void close() {
    http.close();
  }
}
