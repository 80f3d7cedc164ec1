package ai.joinly.manager.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes answers as the chat-completions protocol has them. */
final class Completions {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int CHARACTERS_PER_TOKEN = 4;

  private Completions() {}

  /**
   * @param number makes the ids of the completion and its calls unique
   */
  static ObjectNode completion(
      long number, long seconds, String model, int requestLength, ScriptedModel.Answer answer) {
    ObjectNode message = NODES.objectNode().put("role", "assistant");
    if (answer.content().isPresent()) {
      message.put("content", answer.content().get());
    } else {
      message.putNull("content");
    }
    int written = answer.content().map(String::length).orElse(0);
    if (!answer.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (ScriptedModel.Call call : answer.calls()) {
        ObjectNode arguments = NODES.objectNode();
        call.arguments().forEach(arguments::put);
        written += arguments.toString().length();
        calls
            .addObject()
            .put("id", "call_" + number + "_" + calls.size())
            .put("type", "function")
            .putObject("function")
            .put("name", call.tool())
            .put("arguments", arguments.toString());
      }
    }
    ObjectNode completion =
        NODES
            .objectNode()
            .put("id", "chatcmpl-" + number)
            .put("object", "chat.completion")
            .put("created", seconds)
            .put("model", model);
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.set("message", message);
    choice.put("finish_reason", answer.calls().isEmpty() ? "stop" : "tool_calls");
    int in = requestLength / CHARACTERS_PER_TOKEN;
    int out = 1 + written / CHARACTERS_PER_TOKEN;
    completion
        .putObject("usage")
        .put("prompt_tokens", in)
        .put("completion_tokens", out)
        .put("total_tokens", in + out);
    return completion;
  }

  static ObjectNode error(String type, String code, String sentence) {
    ObjectNode error = NODES.objectNode();
    error
        .putObject("error")
        .put("message", sentence)
        .put("type", type)
        .putNull("param")
        .put("code", code);
    return error;
  }

  static JsonNode models(long seconds, String model) {
    ObjectNode list = NODES.objectNode().put("object", "list");
    list.putArray("data")
        .addObject()
        .put("id", model)
        .put("object", "model")
        .put("created", seconds)
        .put("owned_by", "joinly-manager");
    return list;
  }
}
