package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The messages protocol of Anthropic. */
record MessagesWire() implements Wire {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final HeaderName KEY = HeaderNames.create("x-api-key");
  private static final HeaderName VERSION = HeaderNames.create("anthropic-version");
  private static final String REFUSED = "invalid_request_error";

  @Override
  public void checkHead(ServerRequest request) {
    if (request.headers().first(KEY).isEmpty()) {
      throw new RefusedRequestException(
          Status.UNAUTHORIZED_401, "authentication_error", "x-api-key header is required");
    }
    if (request.headers().first(VERSION).isEmpty()) {
      throw refused("anthropic-version: header is required");
    }
  }

  @Override
  public ModelRequest read(ServerRequest request, JsonNode body) {
    MessagesChecks.problem(body)
        .ifPresent(
            problem -> {
              throw refused(problem);
            });
    List<PromptMessage> messages = new ArrayList<>();
    messages.add(new PromptMessage.Instructions(instructions(body.path("system"))));
    Map<String, String> toolOfCall = new HashMap<>();
    for (JsonNode message : body.path("messages")) {
      boolean said = message.path("role").asText().equals("user");
      if (!said) {
        messages.add(new PromptMessage.Answered());
      }
      if (said && message.path("content").isTextual()) {
        messages.add(said(message.path("content").textValue()));
      }
      boolean pictures = false;
      for (JsonNode block : message.path("content")) {
        pictures |= block.path("type").asText().equals("image");
      }
      for (JsonNode block : message.path("content")) {
        switch (block.path("type").asText()) {
          case "tool_use" -> toolOfCall.put(block.path("id").asText(), block.path("name").asText());
          case "tool_result" ->
              messages.add(
                  new PromptMessage.Result(
                      toolOfCall.getOrDefault(block.path("tool_use_id").asText(), ""),
                      block.path("content").asText()));
          case "text" -> {
            if (said) {
              // Text next to an image describes the image and is not speech.
              messages.add(
                  pictures
                      ? new PromptMessage.Said(Optional.empty())
                      : said(block.path("text").asText()));
            }
          }
          default -> {}
        }
      }
    }
    Set<String> tools = new HashSet<>();
    body.path("tools").forEach(tool -> tools.add(tool.path("name").asText()));
    return new ModelRequest(
        body.path("model").asText(),
        messages,
        tools,
        Optional.of(body.at("/output_config/format/schema")).filter(JsonNode::isObject));
  }

  private static PromptMessage said(String text) {
    return new PromptMessage.Said(Optional.of(text));
  }

  private static String instructions(JsonNode system) {
    if (system.isTextual()) {
      return system.textValue();
    }
    StringBuilder text = new StringBuilder();
    system.forEach(block -> text.append(block.path("text").asText()).append('\n'));
    return text.toString();
  }

  @Override
  public JsonNode answer(ModelReply reply) {
    ScriptedModel.Answer answer = reply.answer();
    ObjectNode message =
        NODES
            .objectNode()
            .put("id", "msg_" + reply.number())
            .put("type", "message")
            .put("role", "assistant")
            .put("model", reply.model());
    ArrayNode content = message.putArray("content");
    answer
        .content()
        .filter(text -> !text.isBlank())
        .ifPresent(text -> content.addObject().put("type", "text").put("text", text));
    int calls = 0;
    for (ScriptedModel.Call call : answer.calls()) {
      ObjectNode block =
          content
              .addObject()
              .put("type", "tool_use")
              .put("id", "toolu_" + reply.number() + "_" + calls++)
              .put("name", call.tool());
      ObjectNode input = block.putObject("input");
      call.arguments().forEach(input::put);
    }
    message.put("stop_reason", answer.calls().isEmpty() ? "end_turn" : "tool_use");
    message.putNull("stop_sequence");
    message
        .putObject("usage")
        .put("input_tokens", reply.tokensIn())
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 0)
        .put("output_tokens", reply.tokensOut());
    return message;
  }

  @Override
  public JsonNode error(RefusedRequestException refusal) {
    ObjectNode error = NODES.objectNode().put("type", "error");
    error.putObject("error").put("type", refusal.code()).put("message", refusal.getMessage());
    return error;
  }

  private static RefusedRequestException refused(String problem) {
    return new RefusedRequestException(Status.BAD_REQUEST_400, REFUSED, problem);
  }
}
