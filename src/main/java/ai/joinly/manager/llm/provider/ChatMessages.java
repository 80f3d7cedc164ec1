package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.meeting.Image;
import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.reading.AnswerCleaning;
import ai.joinly.manager.llm.resilience.NoAnswerException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Translates a conversation to LangChain4j's messages, and an answer back. */
final class ChatMessages {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  /** Where LangChain4j's Gemini module keeps and looks for the signature of a thought. */
  private static final String SIGNATURE = "thinking_signature";

  private ChatMessages() {}

  /** The whole conversation; pictures only when the model {@code takesImages}. */
  static List<dev.langchain4j.data.message.ChatMessage> of(
      LlmRequest request, boolean takesImages) {
    List<dev.langchain4j.data.message.ChatMessage> messages = new ArrayList<>();
    if (!request.systemPrompt().isBlank()) {
      messages.add(SystemMessage.from(request.systemPrompt()));
    }
    // Tool results may only hold text, and nothing may stand between those of one answer: the
    // pictures follow in a message of their own.
    List<Content> pictures = new ArrayList<>();
    CallIds ids = new CallIds();
    for (ChatMessage message : request.messages()) {
      switch (message) {
        case ChatMessage.ToolResult result -> {
          messages.add(toolResult(result, ids, takesImages));
          if (takesImages) {
            result.images().stream()
                .flatMap(image -> picture(result.toolName(), image))
                .forEach(pictures::add);
          }
        }
        case ChatMessage.User user -> {
          flush(pictures, messages);
          if (!user.text().isBlank()) {
            messages.add(UserMessage.from(user.text()));
          }
        }
        case ChatMessage.Assistant assistant -> {
          flush(pictures, messages);
          if (!assistant.toolCalls().isEmpty() || !isEmpty(assistant.text())) {
            beginWithUser(messages);
            messages.add(assistant(assistant, ids));
          }
        }
      }
    }
    flush(pictures, messages);
    beginWithUser(messages);
    return messages;
  }

  /** Some services refuse a conversation that a model begins, and all refuse one without words. */
  private static void beginWithUser(List<dev.langchain4j.data.message.ChatMessage> messages) {
    if (messages.isEmpty() || messages.getLast() instanceof SystemMessage) {
      messages.add(UserMessage.from("[What was before is left out.]"));
    }
  }

  /**
   * Returns the model's answer to {@code request}. Calls without an id of their own are given one.
   *
   * @throws NoAnswerException when there is nothing in it, for a reason that the service gives
   */
  static ChatMessage.Assistant from(ChatResponse response, LlmRequest request) {
    AiMessage message = response.aiMessage();
    Set<String> ids = new HashSet<>();
    List<ChatMessage.ToolCall> calls =
        message.toolExecutionRequests().stream()
            .map(
                call ->
                    new ChatMessage.ToolCall(
                        id(call.id(), ids),
                        call.name() == null ? "" : call.name(),
                        call.arguments() == null || call.arguments().isBlank()
                            ? "{}"
                            : call.arguments()))
            .toList();
    ChatMessage.Assistant answer =
        AnswerCleaning.clean(
            new ChatMessage.Assistant(
                Optional.ofNullable(message.text()),
                calls,
                Optional.ofNullable(message.attribute(SIGNATURE, String.class))),
            request);
    if (answer.text().isEmpty() && answer.toolCalls().isEmpty()) {
      checkReason(response.finishReason());
    }
    return answer;
  }

  private static void checkReason(@Nullable FinishReason reason) {
    if (reason == null) {
      return;
    }
    switch (reason) {
      case STOP, TOOL_EXECUTION -> {}
      case CONTENT_FILTER -> throw new NoAnswerException(NoAnswerException.Reason.DECLINED);
      case LENGTH -> throw new NoAnswerException(NoAnswerException.Reason.TOO_LONG);
      case OTHER -> throw new NoAnswerException(NoAnswerException.Reason.BROKEN_OFF);
    }
  }

  private static boolean isEmpty(Optional<String> text) {
    return text.orElse("").isBlank();
  }

  private static AiMessage assistant(ChatMessage.Assistant message, CallIds ids) {
    AiMessage.Builder builder =
        AiMessage.builder()
            .toolExecutionRequests(
                message.toolCalls().stream()
                    .map(
                        call ->
                            ToolExecutionRequest.builder()
                                .id(ids.ofCall(call.id()))
                                .name(call.name())
                                .arguments(objectText(call.arguments()))
                                .build())
                    .toList());
    message.text().filter(text -> !text.isBlank()).ifPresent(builder::text);
    message.signature().ifPresent(signature -> builder.attributes(Map.of(SIGNATURE, signature)));
    return builder.build();
  }

  private static ToolExecutionResultMessage toolResult(
      ChatMessage.ToolResult result, CallIds ids, boolean takesImages) {
    StringBuilder text = new StringBuilder(result.text());
    if (!result.images().isEmpty()) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(
              takesImages
                  ? "[The picture follows.]"
                  : "[A picture was left out: this model does not take pictures.]");
    }
    return ToolExecutionResultMessage.builder()
        .id(ids.ofResult(result.callId()))
        .toolName(result.toolName())
        .text(text.isEmpty() ? "[no content]" : text.toString())
        .isError(result.isError())
        .build();
  }

  private static Stream<Content> picture(String tool, Image image) {
    return Stream.of(
        TextContent.from("[A picture from " + tool + ":]"),
        ImageContent.from(image.data(), image.mimeType()));
  }

  private static void flush(
      List<Content> pictures, List<dev.langchain4j.data.message.ChatMessage> messages) {
    if (!pictures.isEmpty()) {
      messages.add(UserMessage.from(List.copyOf(pictures)));
      pictures.clear();
    }
  }

  /** Some servers refuse every later request over arguments that are no JSON object. */
  private static String objectText(String arguments) {
    try {
      if (JSON.readTree(arguments).isObject()) {
        return arguments;
      }
    } catch (JsonProcessingException e) {
      // What the model wrote goes back to it as a value, below.
    }
    return JsonText.of(JSON.createObjectNode().put("invalid_arguments", arguments));
  }

  private static String id(String given, Set<String> taken) {
    if (given != null && !given.isBlank() && taken.add(given)) {
      return given;
    }
    String made = AnswerCleaning.newId();
    taken.add(made);
    return made;
  }
}
