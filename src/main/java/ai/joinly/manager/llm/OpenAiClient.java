package ai.joinly.manager.llm;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.model.TokenUsage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A model behind the chat-completions protocol. It holds no thread and no connection. */
final class OpenAiClient implements LlmClient {
  private static final double TEMPERATURE = 0.2;

  private final OpenAiEndpoint endpoint;
  private final ModelTraits traits;
  private final OpenAiChatModel model;
  private final Duration timeout;
  private final int maxAttempts;
  private final Pacing pacing;
  private final ToolSchemas schemas = new ToolSchemas();

  /** Replaced as a whole by any caller: parameters that this server did not refuse so far. */
  private volatile Set<OptionalParameter> accepted;

  OpenAiClient(
      String modelName,
      OpenAiEndpoint endpoint,
      Settings.Llm settings,
      LlmHttpClient http,
      Pacing pacing) {
    this.endpoint = endpoint;
    this.traits = ModelTraits.of(modelName);
    this.accepted = traits.parameters();
    this.timeout = settings.requestTimeout();
    this.maxAttempts = settings.maxAttempts();
    this.pacing = pacing;
    this.model =
        OpenAiChatModel.builder()
            .httpClientBuilder(http.asBuilder())
            .baseUrl(endpoint.baseUrl().toString())
            .apiKey(endpoint.key().value())
            .modelName(modelName)
            .maxRetries(0)
            .build();
  }

  @Override
  public LlmReply complete(LlmRequest request) throws LlmException, InterruptedException {
    long deadline = pacing.nanoTime().getAsLong() + timeout.toNanos();
    int failed = 0;
    while (true) {
      Set<OptionalParameter> parameters = accepted;
      switch (attempt(request, parameters, deadline)) {
        case Attempt.Answered answered -> {
          return answered.reply();
        }
        case Attempt.Failed attempt -> {
          Failure failure = attempt.failure();
          Set<OptionalParameter> fewer = EnumSet.noneOf(OptionalParameter.class);
          fewer.addAll(parameters);
          if (fewer.removeAll(failure.named())) {
            accepted = Set.copyOf(fewer);
            continue;
          }
          failed++;
          waitBefore(failed, failure, deadline);
        }
      }
    }
  }

  private sealed interface Attempt {
    record Answered(LlmReply reply) implements Attempt {}

    record Failed(Failure failure) implements Attempt {}
  }

  private Attempt attempt(LlmRequest request, Set<OptionalParameter> parameters, long deadline)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    ChatRequest chatRequest = chatRequest(request, parameters);
    try {
      Duration left = Duration.ofNanos(deadline - pacing.nanoTime().getAsLong());
      return new Attempt.Answered(CutOff.within(left, () -> reply(model.chat(chatRequest))));
    } catch (TimeoutException e) {
      return new Attempt.Failed(Failure.timedOut(endpoint.described()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Attempt.Failed(Failure.of(cause, endpoint));
    }
  }

  /** Waits until the next attempt, or throws when there is none that could help in time. */
  private void waitBefore(int failed, Failure failure, long deadline)
      throws LlmException, InterruptedException {
    Duration delay = pacing.delay(failed, failure.retryAfter());
    long left = deadline - pacing.nanoTime().getAsLong();
    if (!failure.passing() || failed >= maxAttempts || delay.toNanos() >= left) {
      throw failure.toException();
    }
    pacing.sleeper().sleep(delay);
  }

  private ChatRequest chatRequest(LlmRequest request, Set<OptionalParameter> parameters) {
    OpenAiChatRequestParameters.Builder builder = OpenAiChatRequestParameters.builder();
    if (parameters.contains(OptionalParameter.TEMPERATURE)) {
      builder.temperature(TEMPERATURE);
    }
    if (parameters.contains(OptionalParameter.REASONING_EFFORT)) {
      traits.reasoningEffort().ifPresent(builder::reasoningEffort);
    }
    if (!request.tools().isEmpty()) {
      builder.toolSpecifications(schemas.convert(request.tools()));
      if (parameters.contains(OptionalParameter.TOOL_CHOICE)) {
        builder.toolChoice(ToolChoice.REQUIRED);
      }
      if (parameters.contains(OptionalParameter.PARALLEL_TOOL_CALLS)) {
        builder.parallelToolCalls(true);
      }
    }
    return ChatRequest.builder()
        .messages(ChatMessages.of(request, traits.takesImages()))
        .parameters(builder.build())
        .build();
  }

  private static LlmReply reply(ChatResponse response) {
    return new LlmReply(ChatMessages.from(response.aiMessage()), usage(response));
  }

  private static TokenUsage usage(ChatResponse response) {
    return Optional.ofNullable(response.tokenUsage())
        .map(
            usage ->
                new TokenUsage(count(usage.inputTokenCount()), count(usage.outputTokenCount()), 0))
        .orElse(TokenUsage.NONE);
  }

  private static long count(Integer tokens) {
    return tokens == null ? 0 : tokens;
  }
}
