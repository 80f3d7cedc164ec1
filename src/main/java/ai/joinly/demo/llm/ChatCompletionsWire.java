package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The chat completions protocol of OpenAI, Ollama and Azure. */
record ChatCompletionsWire(Service service) implements Wire {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** The provider; providers differ in the key and the address. */
  enum Service {
    OPENAI,
    OLLAMA,
    AZURE
  }

  @Override
  public void checkHead(ServerRequest request) {
    boolean hasKey =
        switch (service) {
          case OPENAI ->
              request.headers().value(HeaderNames.AUTHORIZATION).orElse("").startsWith("Bearer ");
          case OLLAMA -> true;
          case AZURE -> request.headers().first(HeaderNames.create("api-key")).isPresent();
        };
    if (!hasKey) {
      throw new RefusedRequestException(
          Status.UNAUTHORIZED_401, "invalid_api_key", "No API key was provided.");
    }
    if (service == Service.AZURE && request.query().first("api-version").isEmpty()) {
      throw new RefusedRequestException(Status.NOT_FOUND_404, "404", "Resource not found");
    }
  }

  @Override
  public ModelRequest read(ServerRequest request, JsonNode body) {
    Optional<String> deployment =
        service == Service.AZURE
            ? Optional.of(request.path().pathParameters().get("deployment"))
            : Optional.empty();
    PromptChecks.problem(body, deployment.isEmpty())
        .ifPresent(
            problem -> {
              throw new RefusedRequestException(Status.BAD_REQUEST_400, "invalid_value", problem);
            });
    Set<String> tools = new HashSet<>();
    body.path("tools").forEach(tool -> tools.add(tool.at("/function/name").asText()));
    return new ModelRequest(
        deployment.orElseGet(() -> body.path("model").asText()),
        messages(body.path("messages")),
        tools,
        Optional.of(body.at("/response_format/json_schema/schema")).filter(JsonNode::isObject));
  }

  private static List<PromptMessage> messages(JsonNode array) {
    List<PromptMessage> messages = new ArrayList<>();
    Map<String, String> toolOfCall = new HashMap<>();
    for (JsonNode message : array) {
      JsonNode content = message.path("content");
      messages.add(
          switch (message.path("role").asText()) {
            case "system", "developer" -> new PromptMessage.Instructions(content.asText());
            case "user" -> new PromptMessage.Said(Optional.ofNullable(content.textValue()));
            case "tool" ->
                new PromptMessage.Result(
                    toolOfCall.getOrDefault(message.path("tool_call_id").asText(), ""),
                    content.asText());
            default -> {
              message
                  .path("tool_calls")
                  .forEach(
                      call ->
                          toolOfCall.put(
                              call.path("id").asText(), call.at("/function/name").asText()));
              yield new PromptMessage.Answered();
            }
          });
    }
    return messages;
  }

  @Override
  public JsonNode answer(ModelReply reply) {
    ScriptedModel.Answer answer = reply.answer();
    ObjectNode message = NODES.objectNode().put("role", "assistant");
    if (answer.content().isPresent()) {
      message.put("content", answer.content().get());
    } else {
      message.putNull("content");
    }
    if (!answer.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (ScriptedModel.Call call : answer.calls()) {
        ObjectNode arguments = NODES.objectNode();
        call.arguments().forEach(arguments::put);
        calls
            .addObject()
            .put("id", "call_" + reply.number() + "_" + calls.size())
            .put("type", "function")
            .putObject("function")
            .put("name", call.tool())
            .put("arguments", arguments.toString());
      }
    }
    ObjectNode completion =
        NODES
            .objectNode()
            .put("id", "chatcmpl-" + reply.number())
            .put("object", "chat.completion")
            .put("created", reply.at().getEpochSecond())
            .put("model", reply.model());
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.set("message", message);
    choice.put("finish_reason", answer.calls().isEmpty() ? "stop" : "tool_calls");
    completion
        .putObject("usage")
        .put("prompt_tokens", reply.tokensIn())
        .put("completion_tokens", reply.tokensOut())
        .put("total_tokens", reply.tokensIn() + reply.tokensOut());
    return completion;
  }

  @Override
  public JsonNode error(RefusedRequestException refusal) {
    ObjectNode error = NODES.objectNode();
    error
        .putObject("error")
        .put("message", refusal.getMessage())
        .put("type", "invalid_request_error")
        .putNull("param")
        .put("code", refusal.code());
    return error;
  }

  /** Returns the list of models, which has one entry. */
  static JsonNode models(Instant at, String model) {
    ObjectNode list = NODES.objectNode().put("object", "list");
    list.putArray("data")
        .addObject()
        .put("id", model)
        .put("object", "model")
        .put("created", at.getEpochSecond())
        .put("owned_by", "joinly-manager");
    return list;
  }
}
