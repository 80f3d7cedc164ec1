package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Model served by the Chat Completions API: OpenAI's, that of compatible servers, Ollama's and
 * Azure's.
 */
public final class OpenAiModel implements ProviderModel {
  private final OpenAiChatModel model;
  private final ModelTraits traits;
  private final ToolSchemas schemas;

  public OpenAiModel(
      String modelName,
      Endpoint endpoint,
      ModelTraits traits,
      HttpClientBuilder http,
      ToolSchemas schemas) {
    this.schemas = schemas;
    this.traits = traits;
    OpenAiChatModel.OpenAiChatModelBuilder builder =
        OpenAiChatModel.builder()
            .httpClientBuilder(http)
            .modelName(modelName)
            .strictJsonSchema(true)
            .maxRetries(0);
    if (endpoint.provider() == LlmProvider.AZURE_OPENAI) {
      String deployment = ModelName.inPath(modelName, "an Azure deployment");
      builder
          .baseUrl(endpoint.base().then("/openai/deployments/" + deployment).toString())
          .customQueryParams(Map.of("api-version", endpoint.apiVersion()));
      endpoint.key().ifPresent(key -> builder.customHeaders(Map.of("api-key", key.value())));
    } else {
      builder.baseUrl(endpoint.url().toString());
      endpoint.key().ifPresent(key -> builder.apiKey(key.value()));
    }
    this.model = builder.build();
  }

  @Override
  public LlmReply ask(LlmRequest request, Set<OptionalParameter> parameters) {
    Optional<AnswerSchema> schema = request.schema();
    if (schema.isPresent() && !parameters.contains(OptionalParameter.SCHEMA)) {
      return PromptedSchema.unwrap(ask(PromptedSchema.ask(request, schema.get()), parameters));
    }
    ChatResponse response =
        model.chat(
            ChatRequest.builder()
                .messages(ChatMessages.of(request, parameters.contains(OptionalParameter.IMAGES)))
                .parameters(parameters(request, parameters))
                .build());
    return new LlmReply(ChatMessages.from(response, request), usage(response));
  }

  private OpenAiChatRequestParameters parameters(
      LlmRequest request, Set<OptionalParameter> parameters) {
    OpenAiChatRequestParameters.Builder builder = OpenAiChatRequestParameters.builder();
    if (parameters.contains(OptionalParameter.TEMPERATURE)) {
      builder.temperature(TEMPERATURE);
    }
    if (parameters.contains(OptionalParameter.EFFORT)) {
      traits
          .effort()
          .ifPresent(
              effort -> {
                switch (effort) {
                  case ModelTraits.Effort.Level level -> builder.reasoningEffort(level.name());
                  case ModelTraits.Effort.Budget budget -> {}
                }
              });
    }
    if (parameters.contains(OptionalParameter.VERBOSITY)) {
      builder.customParameters(Map.of("verbosity", "low"));
    }
    request
        .schema()
        .ifPresent(schema -> builder.responseFormat(ToolSchemas.responseFormat(schema)));
    if (!request.tools().isEmpty()) {
      builder.toolSpecifications(schemas.convert(request.tools()));
      if (parameters.contains(OptionalParameter.TOOL_CHOICE)) {
        builder.toolChoice(ToolChoice.REQUIRED);
      }
      if (parameters.contains(OptionalParameter.PARALLEL_TOOL_CALLS)) {
        builder.parallelToolCalls(true);
      }
    }
    return builder.build();
  }

  private static TokenUsage usage(ChatResponse response) {
    if (!(response.tokenUsage() instanceof OpenAiTokenUsage usage)) {
      return TokenUsage.NONE;
    }
    return new TokenUsage(
        Tokens.count(usage.inputTokenCount()),
        Tokens.count(usage.outputTokenCount()),
        usage.inputTokensDetails() == null
            ? 0
            : Tokens.count(usage.inputTokensDetails().cachedTokens()));
  }
}
