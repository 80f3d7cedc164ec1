package ai.joinly.manager.llm;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.http.AnswerBudget;
import ai.joinly.manager.llm.provider.AnthropicModel;
import ai.joinly.manager.llm.provider.BaseUrl;
import ai.joinly.manager.llm.provider.Endpoint;
import ai.joinly.manager.llm.provider.GeminiModel;
import ai.joinly.manager.llm.provider.LlmHttpClient;
import ai.joinly.manager.llm.provider.LruCache;
import ai.joinly.manager.llm.provider.ModelTraits;
import ai.joinly.manager.llm.provider.NormalizedModel;
import ai.joinly.manager.llm.provider.OpenAiModel;
import ai.joinly.manager.llm.provider.ProviderModel;
import ai.joinly.manager.llm.provider.SharedClientBuilder;
import ai.joinly.manager.llm.provider.ToolSchemas;
import ai.joinly.manager.llm.reading.AnswerForm;
import ai.joinly.manager.llm.repair.Knowledge;
import ai.joinly.manager.llm.resilience.CircuitBreaker;
import ai.joinly.manager.llm.resilience.ModelClient;
import ai.joinly.manager.llm.resilience.Pacing;
import ai.joinly.manager.llm.schema.NormalTools;
import ai.joinly.manager.net.ProxyRules;
import java.util.List;

/** Language models of the process. Thread-safe; its clients share one connection pool. */
public final class LlmClients implements LlmClientFactory, AutoCloseable {
  /** Maximum answer size in bytes: half a million tokens, far above any answer with tool calls. */
  private static final int MAX_ANSWER_BYTES = 2 * 1024 * 1024;

  /**
   * Maximum number of cached models. Most agents share a few models; the least recently used one is
   * discarded and created again when needed.
   */
  private static final int MAX_MODELS = 64;

  /** Identity of a model. */
  private record ModelKey(String name, Endpoint endpoint) {}

  /** Maximum number of models whose knowledge is kept; an entry is small. */
  private static final int MAX_KNOWN_MODELS = 256;

  /** Identity of a model at a server, for all keys. */
  private record KnowledgeKey(LlmProvider provider, String name, BaseUrl server) {}

  private final Settings.Llm settings;
  private final LlmHttpClient http;
  private final Pacing pacing;
  private final AnswerModes answerModes = new AnswerModes();
  private final ToolSchemas schemas = new ToolSchemas();

  /** Creating a model takes LangChain4j longer than all other computation of an agent's start. */
  private final LruCache<ModelKey, ProviderModel> models = new LruCache<>(MAX_MODELS);

  private final LruCache<KnowledgeKey, Knowledge> known = new LruCache<>(MAX_KNOWN_MODELS);
  private final LruCache<List<ToolDefinition>, NormalTools> normalTools =
      new LruCache<>(NormalizedModel.LISTS_KEPT);

  public LlmClients(Settings.Llm settings) {
    this(settings, ProxyRules.NONE);
  }

  /**
   * @param proxies the proxies for some servers
   */
  public LlmClients(Settings.Llm settings, ProxyRules proxies) {
    this(settings, proxies, AnswerBudget.ofHeap());
  }

  /**
   * @param proxies the proxies for some servers
   * @param answers the memory budget of all answers of the process
   */
  public LlmClients(Settings.Llm settings, ProxyRules proxies, AnswerBudget answers) {
    this(settings, proxies, answers, Pacing.real());
  }

  public LlmClients(Settings.Llm settings, Pacing pacing) {
    this(settings, ProxyRules.NONE, pacing);
  }

  public LlmClients(Settings.Llm settings, ProxyRules proxies, Pacing pacing) {
    this(settings, proxies, AnswerBudget.ofHeap(), pacing);
  }

  private LlmClients(
      Settings.Llm settings, ProxyRules proxies, AnswerBudget answers, Pacing pacing) {
    this.settings = settings;
    this.http = new LlmHttpClient(settings.requestTimeout(), MAX_ANSWER_BYTES, proxies, answers);
    this.pacing = pacing;
  }

  @Override
  public LlmClient clientFor(AgentConfig config) {
    Endpoint endpoint = Endpoint.of(config, settings);
    // Runs while the agent connects and joins, so that its first request does not wait for loading
    // certificates.
    http.prepare(endpoint.base().uri());
    ModelTraits traits = ModelTraits.of(config.llmProvider(), config.llmModel());
    Knowledge knowledge =
        known.of(
            new KnowledgeKey(config.llmProvider(), config.llmModel(), endpoint.base()),
            key -> new Knowledge());
    return new CircuitBreaker(
        new ModelClient(
            new ModelClient.Target(
                config.llmModel(),
                model(config, endpoint),
                endpoint,
                traits.parameters(),
                knowledge),
            settings,
            pacing),
        pacing.nanoTime(),
        answerModes.of(config.llmModel(), endpoint));
  }

  /** Returns the models that are called without tools, for monitoring. */
  public List<TextModel> inTextMode() {
    return answerModes.inText();
  }

  /**
   * Returns the shared model, or a separate one for an agent with its own variables: its key is
   * discarded with the agent.
   */
  public ProviderModel model(AgentConfig config, Endpoint endpoint) {
    ModelKey key = new ModelKey(config.llmModel(), endpoint);
    return config.envVars().isEmpty() ? models.of(key, this::make) : make(key);
  }

  private ProviderModel make(ModelKey key) {
    String name = key.name();
    Endpoint endpoint = key.endpoint();
    ModelTraits traits = ModelTraits.of(endpoint.provider(), name);
    ProviderModel model =
        switch (endpoint.provider()) {
          case OPENAI, OLLAMA, AZURE_OPENAI ->
              new OpenAiModel(name, endpoint, traits, builder(AnswerForm.CHAT_COMPLETION), schemas);
          case ANTHROPIC ->
              new AnthropicModel(name, endpoint, builder(AnswerForm.MESSAGE), schemas);
          case GOOGLE ->
              new GeminiModel(
                  name, endpoint, traits, http.reading(AnswerForm.GENERATED_CONTENT), schemas);
        };
    return new NormalizedModel(model, normalTools);
  }

  private SharedClientBuilder builder(AnswerForm form) {
    return new SharedClientBuilder(http.reading(form));
  }

  /** Closes the idle connections. */
  @Override
  public void close() {
    http.close();
  }
}
