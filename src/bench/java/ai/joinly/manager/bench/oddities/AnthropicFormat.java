package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.oddities.Asked.Message;
import ai.joinly.manager.bench.oddities.Asked.Role;
import ai.joinly.manager.bench.oddities.Asked.Tool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Anthropic's messages. */
record AnthropicFormat() implements WireFormat {
  private static final String CONTENT = "content";
  private static final String STOP_REASON = "stop_reason";
  private static final String TOOL_USE = "tool_use";
  private static final String USAGE = "usage";

  @Override
  public Asked read(JsonNode body) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      String content = message.path(CONTENT).toString();
      Role role = message.path("role").asText().equals("assistant") ? Role.MODEL : Role.USER;
      messages.add(new Message(content.contains("\"tool_result\"") ? Role.TOOL : role, content));
    }
    List<Tool> tools = new ArrayList<>();
    body.path("tools")
        .forEach(
            tool -> tools.add(new Tool(tool.path("name").asText(), tool.path("input_schema"))));
    return new Asked(body, body.has("system"), messages, tools);
  }

  @Override
  public ObjectNode write(Answer answer, String model, long number) {
    ObjectNode json =
        WireFormat.object()
            .put("id", "msg_" + number)
            .put("type", "message")
            .put("role", "assistant")
            .put("model", model);
    ArrayNode content = json.putArray(CONTENT);
    answer
        .thinking()
        .ifPresent(
            thinking ->
                content
                    .addObject()
                    .put("type", "thinking")
                    .put("thinking", thinking)
                    .put("signature", "c2lnbmVk"));
    answer.text().ifPresent(text -> content.addObject().put("type", "text").put("text", text));
    for (Answer.Call call : answer.calls()) {
      content
          .addObject()
          .put("type", TOOL_USE)
          .put("id", "toolu_" + number + "_" + content.size())
          .put("name", call.tool())
          .set("input", call.arguments());
    }
    json.put(STOP_REASON, answer.calls().isEmpty() ? "end_turn" : TOOL_USE)
        .putNull("stop_sequence");
    json.putObject(USAGE).put("input_tokens", 900).put("output_tokens", 20);
    return json;
  }

  @Override
  public void spoil(Kind kind, ObjectNode json) {
    switch (kind) {
      case NO_TYPE_NO_ID -> calls(json).forEach(call -> call.remove("id"));
      case ARGUMENTS_OTHERWISE ->
          calls(json).forEach(call -> call.put("input", call.path("input").toString()));
      case CONTENT_PARTS -> {
        if (json.path(CONTENT).size() == 1 && json.at("/content/0/text").isTextual()) {
          json.put(CONTENT, json.at("/content/0/text").asText());
        } else {
          ((ArrayNode) json.path(CONTENT))
              .insertObject(0)
              .put("type", "redacted_thinking")
              .put("data", "ZGF0YQ==");
        }
      }
      case NUMBERS_AS_TEXT ->
          json.putObject(USAGE).put("input_tokens", "900").put("output_tokens", "20.0");
      case UNKNOWN_FINISH -> json.put(STOP_REASON, "compaction");
      case USAGE_MISSING -> json.remove(USAGE);
      case USAGE_ODD ->
          json.putObject(USAGE).put("input_tokens", -1).putNull("output_tokens").putArray("cache");
      default -> {}
    }
  }

  private static List<ObjectNode> calls(ObjectNode json) {
    List<ObjectNode> calls = new ArrayList<>();
    for (JsonNode block : json.path(CONTENT)) {
      if (block.path("type").asText().equals(TOOL_USE)) {
        calls.add((ObjectNode) block);
      }
    }
    return calls;
  }

  @Override
  public String stream(ObjectNode json) {
    ObjectNode message = json.deepCopy();
    JsonNode content = message.remove(CONTENT);
    message.putArray(CONTENT);
    String stop = json.path(STOP_REASON).asText();
    message.putNull(STOP_REASON);
    StringBuilder events = new StringBuilder();
    ObjectNode start = event("message_start");
    start.set("message", message);
    append(events, start);
    for (int i = 0; i < content.size(); i++) {
      appendBlock(events, i, content.get(i));
    }
    ObjectNode delta = event("message_delta");
    delta.putObject("delta").put(STOP_REASON, stop);
    delta.putObject(USAGE).put("output_tokens", 20);
    append(events, delta);
    append(events, event("message_stop"));
    return events.toString();
  }

  private static void appendBlock(StringBuilder events, int index, JsonNode block) {
    ObjectNode started = ((ObjectNode) block).deepCopy();
    ObjectNode delta = event("content_block_delta").put("index", index);
    switch (block.path("type").asText()) {
      case TOOL_USE -> {
        started.putObject("input");
        delta
            .putObject("delta")
            .put("type", "input_json_delta")
            .put("partial_json", block.path("input").toString());
      }
      case "text" -> {
        started.put("text", "");
        delta.putObject("delta").put("type", "text_delta").put("text", block.path("text").asText());
      }
      default ->
          delta
              .putObject("delta")
              .put("type", "thinking_delta")
              .put("thinking", block.path("thinking").asText());
    }
    ObjectNode start = event("content_block_start").put("index", index);
    start.set("content_block", started);
    append(events, start);
    append(events, delta);
    append(events, event("content_block_stop").put("index", index));
  }

  private static ObjectNode event(String type) {
    return WireFormat.object().put("type", type);
  }

  private static void append(StringBuilder events, ObjectNode event) {
    events
        .append("event: ")
        .append(event.path("type").asText())
        .append("\ndata: ")
        .append(event)
        .append("\n\n");
  }

  @Override
  public ObjectNode declined(String model, long number) {
    ObjectNode json = write(Answer.of(""), model, number).put(STOP_REASON, "refusal");
    json.putArray(CONTENT);
    return json;
  }

  @Override
  public ObjectNode error(Refused refused) {
    ObjectNode json = WireFormat.object().put("type", "error");
    json.putObject("error").put("type", refused.code()).put("message", refused.message());
    return json;
  }
}
