package ai.joinly.manager.llm.reading;

import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Detection of errors in bodies with status 2xx. */
final class ErrorInside {
  /** Default status: an error of the server, which is retried. */
  private static final int UNKNOWN = 500;

  /** Status by fragments of error codes and messages; the first match counts. */
  private static final Map<String, Integer> STATUS_BY_WORD = statusByWord();

  private static final int MAX_WORDS = 500;

  private ErrorInside() {}

  private static Map<String, Integer> statusByWord() {
    Map<String, Integer> table = new LinkedHashMap<>();
    table.put("rate_limit", 429);
    table.put("rate limit", 429);
    table.put("too many requests", 429);
    table.put("resource_exhausted", 429);
    table.put("insufficient_quota", 429);
    table.put("overloaded", 529);
    table.put("authentication", 401);
    table.put("unauthenticated", 401);
    table.put("unauthorized", 401);
    table.put("invalid_api_key", 401);
    table.put("api key", 401);
    table.put("billing", 402);
    table.put("insufficient balance", 402);
    table.put("insufficient credits", 402);
    table.put("permission", 403);
    table.put("request_too_large", 413);
    table.put("context_length", 400);
    table.put("deadline_exceeded", 504);
    table.put("timeout", 504);
    table.put("timed out", 504);
    table.put("unavailable", 503);
    table.put("server_error", 500);
    table.put("api_error", 500);
    table.put("not_found", 404);
    table.put("not found", 404);
    table.put("invalid_request", 400);
    table.put("badrequest", 400);
    table.put("bad request", 400);
    table.put("invalid_argument", 400);
    table.put("failed_precondition", 400);
    table.put("content_filter", 400);
    table.put("content_policy", 400);
    table.put("does not support", 400);
    table.put("not supported", 400);
    return table;
  }

  /** Returns the error of an answer, a choice or a stream part. */
  static Optional<AnswerReading.Refused> find(JsonNode value) {
    for (String field : new String[] {"error", "errors", "base_resp"}) {
      JsonNode error = value.path(field);
      JsonNode one = error.isArray() ? error.path(0) : error;
      if (isError(field, one)) {
        return Optional.of(refused(one, value));
      }
    }
    boolean bare =
        value.path("object").asText("").equals("error")
            || (value.path("type").asText("").equals("error") && value.has("message"));
    return bare ? Optional.of(refused(value, value)) : Optional.empty();
  }

  private static boolean isError(String field, JsonNode error) {
    if (field.equals("base_resp")) { // MiniMax
      return Loose.count(error.path("status_code")) > 0;
    }
    return (error.isObject() && !error.isEmpty()) || Loose.text(error).isPresent();
  }

  /**
   * Returns the error in regular form. A router's error may contain only the code of the error of
   * the model's own server.
   */
  private static AnswerReading.Refused refused(JsonNode error, JsonNode around) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (error instanceof ObjectNode object && object.has("status_msg")) {
      object.set("message", object.path("status_msg"));
    }
    body.set("error", error);
    return new AnswerReading.Refused(status(error, around), JsonText.of(body));
  }

  private static int status(JsonNode error, JsonNode around) {
    for (JsonNode object : new JsonNode[] {error, around}) {
      for (String field : new String[] {"code", "status", "status_code", "http_status"}) {
        Optional<Integer> status = Loose.number(object.path(field)).filter(ErrorInside::isStatus);
        if (status.isPresent()) {
          return status.get();
        }
      }
    }
    String names =
        words(error.path("code"))
            + words(error.path("type"))
            + words(error.path("status"))
            + words(error.at("/metadata/error_type"));
    return statusIn(names)
        .or(() -> statusIn(words(error.path("message")) + words(error)))
        .orElse(UNKNOWN);
  }

  private static boolean isStatus(int number) {
    return number >= 400 && number <= 599;
  }

  private static Optional<Integer> statusIn(String words) {
    return STATUS_BY_WORD.entrySet().stream()
        .filter(entry -> words.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String words(JsonNode field) {
    String text = field.isTextual() ? field.textValue() : "";
    return text.substring(0, Math.min(text.length(), MAX_WORDS)).toLowerCase(Locale.ROOT) + " ";
  }
}
