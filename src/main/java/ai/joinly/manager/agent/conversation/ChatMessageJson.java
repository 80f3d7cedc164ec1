package ai.joinly.manager.agent.conversation;

import ai.joinly.manager.domain.meeting.ToolOutcome.Status;
import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.Assistant;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.ChatMessage.ToolResult;
import ai.joinly.manager.llm.ChatMessage.User;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stored JSON form of conversation entries: words of participants, or a model's answer with its
 * tool results. Images are not stored.
 */
final class ChatMessageJson {
  private static final JsonMapper JSON = SharedBuffers.mapper().build();
  private static final String HINT = "hint";

  private ChatMessageJson() {}

  static String write(List<ChatMessage> messages) {
    ArrayNode array = JSON.createArrayNode();
    for (ChatMessage message : messages) {
      array.add(
          switch (message) {
            case User user -> JSON.createObjectNode().put("user", user.text());
            case Assistant answer -> assistant(answer);
            case ToolResult result ->
                JSON.createObjectNode()
                    .put("call_id", result.callId())
                    .put("tool", result.toolName())
                    .put("result", result.text())
                    .put("is_error", result.isError()) // read by 0.1
                    .put("status", result.status().storedName());
          });
    }
    return JsonText.of(array);
  }

  /** Returns the stored form of a private instruction of an operator, which is not a message. */
  static String writeHint(String hint) {
    return JsonText.of(JSON.createArrayNode().add(JSON.createObjectNode().put(HINT, hint)));
  }

  /** Reads the result of {@link #writeHint}; returns empty for any other entry. */
  static Optional<String> readHint(String json) {
    try {
      return Optional.ofNullable(JSON.readTree(json).path(0).path(HINT).textValue());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode assistant(Assistant answer) {
    ObjectNode node = JSON.createObjectNode();
    answer.text().ifPresent(text -> node.put("text", text));
    answer.signature().ifPresent(signature -> node.put("signature", signature));
    ArrayNode calls = node.putArray("calls");
    for (ToolCall call : answer.toolCalls()) {
      calls
          .addObject()
          .put("id", call.id())
          .put("name", call.name())
          .put("arguments", call.arguments());
    }
    return node;
  }

  /** Reads the result of {@link #write}; returns an empty list if it is not readable. */
  static List<ChatMessage> read(String json) {
    List<ChatMessage> messages = new ArrayList<>();
    try {
      for (JsonNode node : JSON.readTree(json)) {
        if (!node.has(HINT)) {
          messages.add(message(node));
        }
      }
      return messages;
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  private static Status status(JsonNode result) {
    String name = result.path("status").asText();
    return Stream.of(Status.values())
        .filter(status -> status.storedName().equals(name))
        .findFirst()
        .orElseGet(
            () ->
                UntypedResults.status(
                    result.path("result").asText(), result.path("is_error").asBoolean()));
  }

  private static ChatMessage message(JsonNode node) {
    if (node.has("user")) {
      return new User(node.path("user").asText());
    }
    if (node.has("call_id")) {
      return new ToolResult(
          node.path("call_id").asText(),
          node.path("tool").asText(),
          node.path("result").asText(),
          status(node),
          List.of());
    }
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : node.path("calls")) {
      calls.add(
          new ToolCall(
              call.path("id").asText(),
              call.path("name").asText(),
              call.path("arguments").asText()));
    }
    return new Assistant(
        Optional.ofNullable(node.path("text").textValue()),
        calls,
        Optional.ofNullable(node.path("signature").textValue()));
  }
}
