package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.usage.TokenUsage;
import ai.joinly.manager.llm.AnswerSchema;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.resilience.OptionalParameter;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicChatRequestParameters;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Model served by Anthropic's Messages API. */
public final class AnthropicModel implements ProviderModel {
  private static final Pattern SHORT_ANSWER_MODELS =
      Pattern.compile("claude-3-(opus|sonnet|haiku).*");
  private static final int SHORT_ANSWER_TOKENS = 4_096;
  private static final int ANSWER_TOKENS = 8_192;

  private final AnthropicChatModel model;
  private final ToolSchemas schemas;

  public AnthropicModel(
      String modelName, Endpoint endpoint, HttpClientBuilder http, ToolSchemas schemas) {
    this.schemas = schemas;
    this.model =
        AnthropicChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(endpoint.url().toString())
            .apiKey(endpoint.key().map(Secret::value).orElseThrow())
            .modelName(modelName)
            // The protocol has no default; LangChain4j's default would truncate answers.
            .maxTokens(
                SHORT_ANSWER_MODELS.matcher(modelName).matches()
                    ? SHORT_ANSWER_TOKENS
                    : ANSWER_TOKENS)
            .sendThinking(false)
            .maxRetries(0)
            .build();
  }

  @Override
  public LlmReply ask(LlmRequest request, Set<OptionalParameter> parameters) {
    Optional<AnswerSchema> schema = request.schema();
    if (schema.isEmpty() || parameters.contains(OptionalParameter.SCHEMA)) {
      return send(request, parameters);
    }
    return parameters.contains(OptionalParameter.TOOL_CHOICE)
        ? byTool(request, schema.get(), parameters)
        : PromptedSchema.unwrap(send(PromptedSchema.ask(request, schema.get()), parameters));
  }

  /**
   * Requests a structured answer by a tool, for models without schemas for answers: the arguments
   * of the call are the answer.
   */
  private LlmReply byTool(
      LlmRequest request, AnswerSchema schema, Set<OptionalParameter> parameters) {
    LlmReply reply =
        send(
            new LlmRequest(
                request.systemPrompt(),
                request.messages(),
                List.of(new ToolDefinition(schema.name(), "Takes your answer.", schema.json()))),
            parameters);
    return reply.message().toolCalls().stream()
        .findFirst()
        .map(
            call ->
                new LlmReply(
                    new ChatMessage.Assistant(Optional.of(call.arguments()), List.of()),
                    reply.usage()))
        .orElse(reply);
  }

  private LlmReply send(LlmRequest request, Set<OptionalParameter> parameters) {
    ChatResponse response =
        model.chat(
            ChatRequest.builder()
                .messages(ChatMessages.of(request, parameters.contains(OptionalParameter.IMAGES)))
                .parameters(parameters(request, parameters))
                .build());
    return new LlmReply(ChatMessages.from(response, request), usage(response));
  }

  private AnthropicChatRequestParameters parameters(
      LlmRequest request, Set<OptionalParameter> parameters) {
    AnthropicChatRequestParameters.Builder builder = AnthropicChatRequestParameters.builder();
    boolean cache = parameters.contains(OptionalParameter.PROMPT_CACHE);
    builder.cacheSystemMessages(cache).cacheTools(cache);
    if (parameters.contains(OptionalParameter.TEMPERATURE)) {
      builder.temperature(TEMPERATURE);
    }
    request
        .schema()
        .ifPresent(schema -> builder.responseFormat(ToolSchemas.responseFormat(schema)));
    if (!request.tools().isEmpty()) {
      builder.toolSpecifications(schemas.convert(request.tools()));
      if (parameters.contains(OptionalParameter.TOOL_CHOICE)) {
        builder.toolChoice(ToolChoice.REQUIRED);
      }
    }
    return builder.build();
  }

  /**
   * Returns the usage. Anthropic does not include tokens that it reads from or writes to its cache
   * in the input tokens.
   */
  private static TokenUsage usage(ChatResponse response) {
    if (!(response.tokenUsage() instanceof AnthropicTokenUsage usage)) {
      return TokenUsage.NONE;
    }
    long cached = Tokens.count(usage.cacheReadInputTokens());
    return new TokenUsage(
        Tokens.count(usage.inputTokenCount())
            + Tokens.count(usage.cacheCreationInputTokens())
            + cached,
        Tokens.count(usage.outputTokenCount()),
        cached);
  }
}
