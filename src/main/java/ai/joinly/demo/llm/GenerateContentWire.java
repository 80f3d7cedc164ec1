package ai.joinly.demo.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The generateContent protocol of Google, whose calls have a signature instead of ids. */
record GenerateContentWire() implements Wire {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final HeaderName KEY = HeaderNames.create("x-goog-api-key");
  private static final String METHOD = ":generateContent";

  @Override
  public void checkHead(ServerRequest request) {
    if (request.headers().first(KEY).isEmpty()) {
      throw new RefusedRequestException(
          Status.FORBIDDEN_403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.");
    }
    if (!request.path().pathParameters().get("call").endsWith(METHOD)) {
      throw new RefusedRequestException(Status.NOT_FOUND_404, "NOT_FOUND", "Unknown method.");
    }
  }

  @Override
  public ModelRequest read(ServerRequest request, JsonNode body) {
    GenerateContentChecks.problem(body)
        .ifPresent(
            problem -> {
              throw new RefusedRequestException(
                  Status.BAD_REQUEST_400, "INVALID_ARGUMENT", problem);
            });
    List<PromptMessage> messages = new ArrayList<>();
    body.at("/systemInstruction/parts")
        .forEach(part -> messages.add(new PromptMessage.Instructions(part.path("text").asText())));
    for (JsonNode content : body.path("contents")) {
      if (content.path("role").asText().equals("model")) {
        messages.add(new PromptMessage.Answered());
      } else {
        said(content.path("parts"), messages);
      }
    }
    Set<String> tools = new HashSet<>();
    for (JsonNode tool : body.path("tools")) {
      tool.path("functionDeclarations").forEach(one -> tools.add(one.path("name").asText()));
    }
    String call = request.path().pathParameters().get("call");
    return new ModelRequest(
        call.substring(0, call.length() - METHOD.length()),
        messages,
        tools,
        Optional.of(body.at("/generationConfig/responseJsonSchema")).filter(JsonNode::isObject));
  }

  private static void said(JsonNode parts, List<PromptMessage> messages) {
    boolean pictures = false;
    for (JsonNode part : parts) {
      pictures |= part.has("inlineData");
    }
    for (JsonNode part : parts) {
      if (part.has("functionResponse")) {
        JsonNode result = part.path("functionResponse");
        messages.add(
            new PromptMessage.Result(
                result.path("name").asText(), result.at("/response/response").asText()));
      } else if (part.path("text").isTextual()) {
        // Text next to an image describes the image and is not speech.
        messages.add(
            new PromptMessage.Said(
                pictures ? Optional.empty() : Optional.of(part.path("text").textValue())));
      }
    }
  }

  @Override
  public JsonNode answer(ModelReply reply) {
    ScriptedModel.Answer answer = reply.answer();
    ObjectNode response = NODES.objectNode();
    ObjectNode candidate = response.putArray("candidates").addObject();
    ArrayNode parts = candidate.putObject("content").put("role", "model").putArray("parts");
    answer.content().ifPresent(text -> parts.addObject().put("text", text));
    boolean first = true;
    for (ScriptedModel.Call call : answer.calls()) {
      ObjectNode part = parts.addObject();
      ObjectNode arguments =
          part.putObject("functionCall").put("name", call.tool()).putObject("args");
      call.arguments().forEach(arguments::put);
      if (first) {
        part.put("thoughtSignature", signature(reply.number()));
        first = false;
      }
    }
    candidate.put("finishReason", "STOP").put("index", 0);
    response
        .putObject("usageMetadata")
        .put("promptTokenCount", reply.tokensIn())
        .put("candidatesTokenCount", reply.tokensOut())
        .put("totalTokenCount", reply.tokensIn() + reply.tokensOut());
    return response
        .put("modelVersion", reply.model())
        .put("responseId", "response-" + reply.number());
  }

  private static String signature(long number) {
    return Base64.getEncoder()
        .encodeToString((GenerateContentChecks.SIGNED + number).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public JsonNode error(RefusedRequestException refusal) {
    ObjectNode error = NODES.objectNode();
    error
        .putObject("error")
        .put("code", refusal.status().code())
        .put("message", refusal.getMessage())
        .put("status", refusal.code());
    return error;
  }
}
