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

/** The language models of the process. Thread-safe; its clients share one pool of connections. */
public final class LlmClients implements LlmClientFactory, AutoCloseable {
  /** Far above any answer with tool calls: half a million tokens. */
  private static final int LARGEST_ANSWER = 2 * 1024 * 1024;

  /** Agents mostly have the same few models; the one that is used longest ago is made anew. */
  private static final int MODELS_KEPT = 64;

  /** What tells one model from another. */
  private record ModelKey(String name, Endpoint endpoint) {}

  /** What was learned of models is kept for more of them: it is small. */
  private static final int MODELS_KNOWN = 256;

  /** What is learned is of a model at a server, with any key. */
  private record KnowledgeKey(LlmProvider provider, String name, BaseUrl server) {}

  private final Settings.Llm settings;
  private final LlmHttpClient http;
  private final Pacing pacing;
  private final AnswerModes answerModes = new AnswerModes();
  private final ToolSchemas schemas = new ToolSchemas();

  /** To make one takes LangChain4j longer than all else that the start of an agent computes. */
  private final LruCache<ModelKey, ProviderModel> models = new LruCache<>(MODELS_KEPT);

  private final LruCache<KnowledgeKey, Knowledge> known = new LruCache<>(MODELS_KNOWN);
  private final LruCache<List<ToolDefinition>, NormalTools> normalTools =
      new LruCache<>(NormalizedModel.LISTS_KEPT);

  public LlmClients(Settings.Llm settings) {
    this(settings, ProxyRules.NONE);
  }

  /**
   * @param proxies that lead to some servers
   */
  public LlmClients(Settings.Llm settings, ProxyRules proxies) {
    this(settings, proxies, AnswerBudget.ofHeap());
  }

  /**
   * @param proxies that lead to some servers
   * @param answers what all answers of the process may take
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
    this.http = new LlmHttpClient(settings.requestTimeout(), LARGEST_ANSWER, proxies, answers);
    this.pacing = pacing;
  }

  @Override
  public LlmClient clientFor(AgentConfig config) {
    Endpoint endpoint = Endpoint.of(config, settings);
    // While the agent connects and joins: its first request need not wait for certificates.
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

  /** Returns the models that are asked without tools, for monitoring. */
  public List<TextModel> inTextMode() {
    return answerModes.inText();
  }

  /** Its own where the agent brings variables along: a key goes with the agent that it is of. */
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

  /** Closes the connections that wait to be used again. */
  @Override
  public void close() {
    http.close();
  }
}
