package ai.joinly.manager.llm;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.model.AgentConfig;
import java.util.List;

/** The language models of the process. Thread-safe; its clients share one pool of connections. */
public final class LlmClients implements LlmClientFactory, AutoCloseable {
  /** Far above any answer with tool calls. */
  private static final int LARGEST_ANSWER = 8 * 1024 * 1024;

  /** Agents mostly have the same few models; the one that is used longest ago is made anew. */
  private static final int MODELS_KEPT = 64;

  /** What tells one model from another. */
  private record ModelKey(String name, Endpoint endpoint) {}

  private final Settings.Llm settings;
  private final LlmHttpClient http;
  private final Pacing pacing;
  private final AnswerModes answerModes = new AnswerModes();
  private final ToolSchemas schemas = new ToolSchemas();

  /** To make one takes LangChain4j longer than all else that the start of an agent computes. */
  private final Recent<ModelKey, ProviderModel> models = new Recent<>(MODELS_KEPT);

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
        new ModelClient(model(config, endpoint), endpoint, traits.parameters(), settings, pacing),
        pacing.nanoTime(),
        answerModes.of(config.llmModel(), endpoint));
  }

  /** Returns the models that are asked without tools, for monitoring. */
  public List<TextModel> inTextMode() {
    return answerModes.inText();
  }

  /** Its own where the agent brings variables along: a key goes with the agent that it is of. */
  ProviderModel model(AgentConfig config, Endpoint endpoint) {
    ModelKey key = new ModelKey(config.llmModel(), endpoint);
    return config.envVars().isEmpty() ? models.of(key, this::make) : make(key);
  }

  private ProviderModel make(ModelKey key) {
    String name = key.name();
    Endpoint endpoint = key.endpoint();
    ModelTraits traits = ModelTraits.of(endpoint.provider(), name);
    SharedClientBuilder shared = new SharedClientBuilder(http);
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
