package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.oddities.Asked.Message;
import ai.joinly.manager.bench.oddities.Asked.Role;
import ai.joinly.manager.bench.oddities.Asked.Tool;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Chat completions. */
record OpenAiFormat() implements WireFormat {
  private static final String ARGUMENTS = "arguments";
  private static final String FUNCTION = "function";
  private static final String MESSAGE = "message";

  @Override
  public Asked read(JsonNode body) {
    boolean system = false;
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      switch (message.path("role").asText()) {
        case "system", "developer" -> system = true;
        case "tool" -> messages.add(new Message(Role.TOOL, message.toString()));
        case "assistant" -> messages.add(new Message(Role.MODEL, message.toString()));
        default -> messages.add(new Message(Role.USER, message.toString()));
      }
    }
    List<Tool> tools = new ArrayList<>();
    body.path("tools")
        .forEach(
            tool ->
                tools.add(
                    new Tool(tool.at("/function/name").asText(), tool.at("/function/parameters"))));
    return new Asked(body, system, messages, tools);
  }

  @Override
  public ObjectNode write(Answer answer, String model, long number) {
    ObjectNode json =
        WireFormat.object()
            .put("id", "chatcmpl-" + number)
            .put("object", "chat.completion")
            .put("created", 1_790_000_000 + number)
            .put("model", model);
    ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject(MESSAGE).put("role", "assistant");
    answer
        .text()
        .ifPresentOrElse(text -> message.put("content", text), () -> message.putNull("content"));
    answer.thinking().ifPresent(thinking -> message.put("reasoning_content", thinking));
    if (!answer.calls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (Answer.Call call : answer.calls()) {
        calls
            .addObject()
            .put("id", "call_" + number + "_" + calls.size())
            .put("type", FUNCTION)
            .putObject(FUNCTION)
            .put("name", call.tool())
            .put(ARGUMENTS, call.arguments().toString());
      }
    }
    choice.put("finish_reason", answer.calls().isEmpty() ? "stop" : "tool_calls");
    json.putObject("usage")
        .put("prompt_tokens", 900)
        .put("completion_tokens", 20)
        .put("total_tokens", 920);
    return json;
  }

  @Override
  public void spoil(Kind kind, ObjectNode json) {
    ObjectNode choice = (ObjectNode) json.at("/choices/0");
    ObjectNode message = (ObjectNode) choice.path(MESSAGE);
    switch (kind) {
      case NO_TYPE_NO_ID -> {
        for (JsonNode call : message.path("tool_calls")) {
          ((ObjectNode) call).remove(List.of("type", "id"));
        }
      }
      case ARGUMENTS_OTHERWISE -> {
        for (JsonNode call : message.path("tool_calls")) {
          ObjectNode function = (ObjectNode) call.path(FUNCTION);
          function.set(ARGUMENTS, parsed(function.path(ARGUMENTS).asText()));
        }
      }
      case ARGUMENTS_EMPTY -> {
        for (JsonNode call : message.path("tool_calls")) {
          ObjectNode function = (ObjectNode) call.path(FUNCTION);
          if (function.path(ARGUMENTS).asText().equals("{}")) {
            function.put(ARGUMENTS, "");
          }
        }
      }
      case CONTENT_PARTS -> {
        String text = message.path("content").asText("");
        ArrayNode parts = message.putArray("content");
        parts
            .addObject()
            .put("type", "thinking")
            .putArray("thinking")
            .addObject()
            .put("type", "text")
            .put("text", Oddities.THOUGHT);
        parts.addObject().put("type", "text").put("text", text.equals("null") ? "" : text);
      }
      case NUMBERS_AS_TEXT -> {
        json.put("created", "1790000000");
        choice.put("index", "0");
        json.putObject("usage").put("prompt_tokens", "900").put("completion_tokens", "20.0");
      }
      case UNKNOWN_FINISH -> choice.put("finish_reason", "eos_token");
      case USAGE_MISSING -> json.remove("usage");
      case USAGE_ODD -> {
        ObjectNode usage = json.putObject("usage").put("completion_tokens", -1);
        usage.putNull("prompt_tokens").putArray("prompt_tokens_details");
      }
      default -> {}
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return HttpJson.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String stream(ObjectNode json) {
    ObjectNode first = json.deepCopy().put("object", "chat.completion.chunk");
    ObjectNode choice = (ObjectNode) first.at("/choices/0");
    ObjectNode delta = (ObjectNode) choice.remove(MESSAGE);
    choice.set("delta", delta);
    JsonNode finish = choice.remove("finish_reason");
    choice.putNull("finish_reason");
    JsonNode usage = first.remove("usage");
    int index = 0;
    for (JsonNode call : delta.path("tool_calls")) {
      ((ObjectNode) call).put("index", index++);
    }
    ObjectNode last = first.deepCopy();
    ObjectNode lastChoice = (ObjectNode) last.at("/choices/0");
    lastChoice.putObject("delta");
    lastChoice.set("finish_reason", finish);
    last.set("usage", usage);
    return "data: " + first + "\n\ndata: " + last + "\n\ndata: [DONE]\n\n";
  }

  @Override
  public ObjectNode declined(String model, long number) {
    ObjectNode json = write(Answer.of(""), model, number);
    ((ObjectNode) json.at("/choices/0/message"))
        .put("refusal", "I cannot help with that.")
        .putNull("content");
    return json;
  }

  @Override
  public ObjectNode error(Refused refused) {
    ObjectNode json = WireFormat.object();
    json.putObject("error")
        .put("message", refused.message())
        .put("type", "invalid_request_error")
        .put("code", refused.code());
    return json;
  }
}
