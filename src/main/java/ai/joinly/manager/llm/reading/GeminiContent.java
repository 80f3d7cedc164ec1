package ai.joinly.manager.llm.reading;

import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Gemini answer, complete or in chunks. Only the thought signature of the first call is kept: only
 * that one may be sent back.
 */
final class GeminiContent implements Assembly {
  private static final int MAX_CALLS = 1_000;
  private static final String CALL = "functionCall";
  private static final String SIGNATURE = "thoughtSignature";

  private final StringBuilder text = new StringBuilder();
  private final ArrayNode calls = JsonNodeFactory.instance.arrayNode();
  private Optional<AnswerReading.Refused> error = Optional.empty();
  private JsonNode finish = MissingNode.getInstance();
  private JsonNode usage = MissingNode.getInstance();
  private boolean blocked;
  private boolean signed;
  private boolean generated;

  @Override
  public void add(JsonNode value) {
    if (!value.isObject() || error.isPresent()) {
      return;
    }
    error = ErrorInside.find(value);
    JsonNode answer = value.path("response").isObject() ? value.path("response") : value;
    if (answer.path("usageMetadata").isObject()) {
      usage = answer.path("usageMetadata");
      generated |= answer.has("candidates") || answer.has("modelVersion");
    }
    blocked |= Loose.text(answer.at("/promptFeedback/blockReason")).isPresent();
    JsonNode candidates = answer.path("candidates");
    JsonNode candidate = candidates.isObject() ? candidates : candidates.path(0);
    if (Loose.isThere(candidate.path("finishReason"))) {
      finish = candidate.path("finishReason");
      generated = true;
    }
    JsonNode content = candidate.path("content");
    generated |= Loose.isThere(content);
    JsonNode parts = content.isArray() ? content : content.path("parts");
    if (parts.isArray()) {
      parts.forEach(this::addPart);
    } else if (parts.isObject()) {
      addPart(parts);
    } else if (content.isTextual()) {
      text.append(content.textValue());
    }
  }

  private void addPart(JsonNode part) {
    JsonNode call = Loose.first(part, CALL, "function_call");
    if (call.isObject() && Loose.text(call.path("name")).isPresent()) {
      addCall(call, Loose.first(part, SIGNATURE, "thought_signature"));
    } else if (!part.path("thought").asBoolean()) {
      ContentText.append(part.path("text"), text, new StringBuilder());
    }
  }

  private void addCall(JsonNode given, JsonNode signature) {
    if (calls.size() >= MAX_CALLS) {
      return;
    }
    ObjectNode part = calls.addObject();
    ObjectNode call = part.putObject(CALL);
    Loose.text(given.path("id")).ifPresent(id -> call.put("id", id));
    call.put("name", given.path("name").textValue().strip());
    call.set("args", CallArguments.objectOf(Loose.first(given, "args", "arguments", "parameters")));
    if (!signed && Loose.text(signature).isPresent()) {
      part.set(SIGNATURE, signature);
      signed = true;
    }
  }

  @Override
  public AnswerReading result() {
    if (error.isPresent()) {
      return error.get();
    }
    boolean usable = !calls.isEmpty() || !text.toString().isBlank();
    if (!usable && blocked) {
      return new AnswerReading.Nothing(AnswerReading.Reason.DECLINED);
    }
    if (!usable && !generated) {
      return new AnswerReading.Unreadable();
    }
    EndReason reason = EndReason.of(finish);
    AnswerReading.Proper proper = new AnswerReading.Proper(body(reason));
    return usable ? proper : reason.withoutContent(proper);
  }

  private String body(EndReason reason) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode candidate = root.putArray("candidates").addObject();
    ArrayNode parts = candidate.putObject("content").put("role", "model").putArray("parts");
    if (!text.toString().isBlank()) {
      parts.addObject().put("text", text.toString());
    }
    parts.addAll(calls);
    candidate
        .put("finishReason", reason == EndReason.LENGTH ? "MAX_TOKENS" : "STOP")
        .put("index", 0);
    ObjectNode tokens = root.putObject("usageMetadata");
    for (String field :
        new String[] {
          "promptTokenCount",
          "candidatesTokenCount",
          "totalTokenCount",
          "cachedContentTokenCount",
          "thoughtsTokenCount"
        }) {
      tokens.put(field, Loose.count(usage.path(field)));
    }
    return JsonText.of(root);
  }
}
