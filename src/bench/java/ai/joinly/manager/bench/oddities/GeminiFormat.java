package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.oddities.Asked.Message;
import ai.joinly.manager.bench.oddities.Asked.Role;
import ai.joinly.manager.bench.oddities.Asked.Tool;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Google's generateContent. */
record GeminiFormat() implements WireFormat {
  private static final String FINISH = "finishReason";
  private static final String USAGE = "usageMetadata";
  private static final String PARTS = "/candidates/0/content/parts";

  @Override
  public Asked read(JsonNode body) {
    List<Message> messages = new ArrayList<>();
    for (JsonNode content : body.path("contents")) {
      String parts = content.path("parts").toString();
      Role role = content.path("role").asText().equals("model") ? Role.MODEL : Role.USER;
      messages.add(new Message(parts.contains("\"functionResponse\"") ? Role.TOOL : role, parts));
    }
    List<Tool> tools = new ArrayList<>();
    for (JsonNode group : body.path("tools")) {
      for (JsonNode tool : group.path("functionDeclarations")) {
        JsonNode schema =
            tool.has("parameters") ? tool.path("parameters") : tool.path("parametersJsonSchema");
        tools.add(new Tool(tool.path("name").asText(), schema));
      }
    }
    return new Asked(body, body.has("systemInstruction"), messages, tools);
  }

  @Override
  public ObjectNode write(Answer answer, String model, long number) {
    ObjectNode json = WireFormat.object();
    ObjectNode candidate = json.putArray("candidates").addObject();
    ObjectNode content = candidate.putObject("content").put("role", "model");
    ArrayNode parts = WireFormat.object().putArray("parts");
    answer
        .thinking()
        .ifPresent(thinking -> parts.addObject().put("text", thinking).put("thought", true));
    answer.text().ifPresent(text -> parts.addObject().put("text", text));
    for (Answer.Call call : answer.calls()) {
      parts
          .addObject()
          .putObject("functionCall")
          .put("name", call.tool())
          .set("args", call.arguments());
    }
    if (!parts.isEmpty()) {
      content.set("parts", parts);
    }
    candidate.put(FINISH, "STOP").put("index", 0);
    json.putObject(USAGE)
        .put("promptTokenCount", 900)
        .put("candidatesTokenCount", 20)
        .put("totalTokenCount", 920);
    return json.put("modelVersion", model).put("responseId", "response-" + number);
  }

  @Override
  public void spoil(Kind kind, ObjectNode json) {
    ObjectNode candidate = (ObjectNode) json.at("/candidates/0");
    switch (kind) {
      case NO_TYPE_NO_ID -> ((ObjectNode) candidate.path("content")).remove("role");
      case ARGUMENTS_OTHERWISE -> {
        for (JsonNode part : json.at(PARTS)) {
          if (part.path("functionCall") instanceof ObjectNode call) {
            call.put("args", call.path("args").toString());
          }
        }
      }
      case CONTENT_PARTS -> {
        if (json.at(PARTS) instanceof ArrayNode parts) {
          parts.insertObject(0).put("text", Oddities.THOUGHT).put("thought", true);
          parts.insertObject(0).put("text", "");
        }
      }
      case NUMBERS_AS_TEXT -> {
        candidate.put("index", "0");
        json.putObject(USAGE).put("promptTokenCount", "900").put("candidatesTokenCount", "20.0");
      }
      case UNKNOWN_FINISH -> candidate.put(FINISH, "SOMETHING_NEW");
      case USAGE_MISSING -> json.remove(USAGE);
      case USAGE_ODD ->
          json.putObject(USAGE)
              .put("promptTokenCount", -1)
              .putNull("candidatesTokenCount")
              .putObject("promptTokensDetails");
      default -> {}
    }
  }

  @Override
  public String stream(ObjectNode json) {
    return "data: " + json + "\r\n\r\n";
  }

  @Override
  public ObjectNode declined(String model, long number) {
    ObjectNode json = WireFormat.object();
    json.putArray("candidates").addObject().put(FINISH, "SAFETY").put("index", 0);
    return json.put("modelVersion", model).put("responseId", "response-" + number);
  }

  @Override
  public ObjectNode error(Refused refused) {
    ObjectNode json = WireFormat.object();
    json.putObject("error")
        .put("code", refused.status())
        .put("message", refused.message())
        .put("status", refused.code());
    return json;
  }
}
