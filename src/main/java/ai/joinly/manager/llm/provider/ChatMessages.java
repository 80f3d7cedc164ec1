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

/** Converter of conversations to LangChain4j's messages, and of answers back. */
final class ChatMessages {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();

  /** Attribute in which LangChain4j's Gemini module stores the thought signature. */
  private static final String SIGNATURE = "thinking_signature";

  private ChatMessages() {}

  /** Returns the complete conversation; with images only if the model {@code takesImages}. */
  static List<dev.langchain4j.data.message.ChatMessage> of(
      LlmRequest request, boolean takesImages) {
    List<dev.langchain4j.data.message.ChatMessage> messages = new ArrayList<>();
    if (!request.systemPrompt().isBlank()) {
      messages.add(SystemMessage.from(request.systemPrompt()));
    }
    // Tool results may contain only text, and must be contiguous for one answer, so images follow
    // in a separate message.
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

  /**
   * Inserts a user message at the start if there is none: some services refuse a conversation that
   * starts with the model, and all refuse an empty one.
   */
  private static void beginWithUser(List<dev.langchain4j.data.message.ChatMessage> messages) {
    if (messages.isEmpty() || messages.getLast() instanceof SystemMessage) {
      messages.add(UserMessage.from("[The earlier messages are left out.]"));
    }
  }

  /**
   * Returns the model's answer to {@code request}. Calls without an id get one.
   *
   * @throws NoAnswerException when the answer is empty and the service reports a reason
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

  /**
   * Returns the arguments as a JSON object: some servers refuse every later request if they are not
   * one.
   */
  private static String objectText(String arguments) {
    try {
      if (JSON.readTree(arguments).isObject()) {
        return arguments;
      }
    } catch (JsonProcessingException e) {
      // The model's text is sent back to it as a value, below.
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
