package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatRequestParameters;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import java.util.Optional;
import java.util.Set;

/** Model served by Google's generateContent API. */
public final class GeminiModel implements ProviderModel {
  private static final String PREFIX = "models/";

  private final GoogleAiGeminiChatModel reducedThinking;
  private final GoogleAiGeminiChatModel defaultThinking;
  private final ToolSchemas schemas;

  public GeminiModel(
      String modelName,
      Endpoint endpoint,
      ModelTraits traits,
      HttpClient http,
      ToolSchemas schemas) {
    this.schemas = schemas;
    String name =
        ModelName.inPath(
            modelName.startsWith(PREFIX) ? modelName.substring(PREFIX.length()) : modelName,
            "a Gemini model");
    GoogleAiGeminiChatModel.GoogleAiGeminiChatModelBuilder builder =
        GoogleAiGeminiChatModel.builder()
            .httpClientBuilder(new SharedClientBuilder(new GeminiHttpClient(http)))
            .baseUrl(endpoint.url().toString())
            .apiKey(endpoint.key().map(Secret::value).orElseThrow())
            .modelName(name)
            // Thoughts are not requested, but their signatures are returned and must be sent back.
            .returnThinking(true)
            .sendThinking(true)
            .maxRetries(0);
    this.defaultThinking = builder.build();
    traits.effort().map(GeminiModel::thinking).ifPresent(builder::thinkingConfig);
    this.reducedThinking = builder.build();
  }

  @Override
  public LlmReply ask(LlmRequest request, Set<OptionalParameter> parameters) {
    Optional<AnswerSchema> schema = request.schema();
    if (schema.isPresent() && !parameters.contains(OptionalParameter.SCHEMA)) {
      return PromptedSchema.unwrap(ask(PromptedSchema.ask(request, schema.get()), parameters));
    }
    ChatResponse response =
        (parameters.contains(OptionalParameter.EFFORT) ? reducedThinking : defaultThinking)
            .chat(
                ChatRequest.builder()
                    .messages(
                        ChatMessages.of(request, parameters.contains(OptionalParameter.IMAGES)))
                    .parameters(parameters(request, parameters))
                    .build());
    return new LlmReply(ChatMessages.from(response, request), usage(response));
  }

  private GoogleAiGeminiChatRequestParameters parameters(
      LlmRequest request, Set<OptionalParameter> parameters) {
    GoogleAiGeminiChatRequestParameters.Builder builder =
        GoogleAiGeminiChatRequestParameters.builder();
    if (parameters.contains(OptionalParameter.TEMPERATURE)) {
      builder.temperature(TEMPERATURE);
    }
    request
        .schema()
        .ifPresent(schema -> builder.responseFormat(ToolSchemas.responseFormat(schema)));
    if (!request.tools().isEmpty()) {
      builder.toolSpecifications(
          schemas.convert(request.tools()).stream().map(GeminiModel::withoutEmpty).toList());
      if (parameters.contains(OptionalParameter.TOOL_CHOICE)) {
        builder.toolChoice(ToolChoice.REQUIRED);
      }
    }
    return builder.build();
  }

  /**
   * Returns the tool without parameters if its schema has no properties: Gemini refuses an object
   * without properties.
   */
  private static ToolSpecification withoutEmpty(ToolSpecification tool) {
    return tool.parameters() != null && tool.parameters().properties().isEmpty()
        ? ToolSpecification.builder().name(tool.name()).description(tool.description()).build()
        : tool;
  }

  private static GeminiThinkingConfig thinking(ModelTraits.Effort effort) {
    return switch (effort) {
      case ModelTraits.Effort.Level level ->
          GeminiThinkingConfig.builder().thinkingLevel(level.name()).build();
      case ModelTraits.Effort.Budget budget ->
          GeminiThinkingConfig.builder().thinkingBudget(budget.tokens()).build();
    };
  }

  /** Returns the usage. Gemini does not include thoughts in the output tokens. */
  private static TokenUsage usage(ChatResponse response) {
    if (!(response.tokenUsage() instanceof GoogleAiGeminiTokenUsage usage)) {
      return TokenUsage.NONE;
    }
    return new TokenUsage(
        Tokens.count(usage.inputTokenCount()),
        Tokens.count(usage.outputTokenCount()) + Tokens.count(usage.thoughtsTokenCount()),
        Tokens.count(usage.cachedContentTokenCount()));
  }
}
