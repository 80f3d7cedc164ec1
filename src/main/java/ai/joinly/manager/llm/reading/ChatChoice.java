package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Choice of a chat completion, assembled from a message or from deltas. Not thread-safe. */
final class ChatChoice {
  private static final int MAX_CALLS = 1_000;

  /** Call whose arguments may arrive in pieces. */
  private static final class Call {
    private Optional<String> id = Optional.empty();
    private String name = "";
    private JsonNode complete = MissingNode.getInstance();
    private final StringBuilder pieces = new StringBuilder();

    JsonNode arguments() {
      return pieces.isEmpty() ? complete : TextNode.valueOf(pieces.toString());
    }

    boolean looksComplete() {
      return !pieces.isEmpty()
          ? pieces.charAt(pieces.length() - 1) == '}'
          : Loose.isThere(complete);
    }
  }

  private final StringBuilder text = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final List<Call> calls = new ArrayList<>();
  private final Map<Integer, Call> byIndex = new HashMap<>();
  private JsonNode finish = MissingNode.getInstance();
  private boolean message;

  /** Adds a complete choice, or that of a chunk. */
  void add(JsonNode choice) {
    JsonNode reason = Loose.first(choice, "finish_reason", "done_reason", "stop_reason");
    if (Loose.isThere(reason)) {
      finish = reason;
    }
    JsonNode complete = choice.path("message");
    if (complete.isObject()) {
      text.setLength(0);
      calls.clear();
      byIndex.clear();
      addMessage(complete, false);
    } else if (choice.path("delta").isObject()) {
      addMessage(choice.path("delta"), true);
    } else if (choice.path("text").isTextual()) {
      message = true;
      text.append(choice.path("text").textValue());
    }
  }

  boolean hasText() {
    return !text.toString().isBlank();
  }

  String text() {
    return text.toString();
  }

  boolean hasCalls() {
    return calls.stream().anyMatch(call -> !call.name.isBlank());
  }

  boolean hasMessage() {
    return message;
  }

  boolean isRefusal() {
    return !refusal.toString().isBlank();
  }

  EndReason endReason() {
    return EndReason.of(finish);
  }

  /** Returns whether a router reports that the model's server failed. */
  boolean failed() {
    return finish.asText("").toLowerCase(Locale.ROOT).equals("error");
  }

  /** Writes the calls that have a name. */
  void writeCalls(ArrayNode target) {
    for (Call call : calls) {
      if (!call.name.isBlank()) {
        ChatCompletion.write(target, call.id, call.name.strip(), call.arguments());
      }
    }
  }

  private void addMessage(JsonNode given, boolean partial) {
    message = true;
    ContentText.append(given.path("content"), text, refusal);
    Loose.text(given.path("refusal")).ifPresent(refusal::append);
    JsonNode list = given.path("tool_calls");
    if (list.isArray()) {
      list.forEach(call -> addCall(call, partial));
    } else if (list.isObject()) {
      addCall(list, partial);
    }
    if (given.path("function_call").isObject()) {
      addCall(given.path("function_call"), partial);
    }
  }

  private void addCall(JsonNode given, boolean partial) {
    JsonNode function = function(given);
    Optional<String> id =
        Loose.text(given.path("id")).or(() -> Loose.number(given.path("id")).map(String::valueOf));
    Optional<String> name = Loose.text(Loose.first(function, "name", "tool_name"));
    Optional<Integer> index = Loose.number(given.path("index"));
    Call call = partial ? partOf(index, id, name) : newCall(Optional.empty());
    if (call.id.isEmpty()) {
      call.id = id;
    }
    if (call.name.isEmpty()) {
      call.name = name.orElse("");
    }
    JsonNode arguments = Loose.first(function, "arguments", "parameters", "input", "args");
    if (partial && arguments.isTextual()) {
      call.pieces.append(arguments.textValue());
    } else if (Loose.isThere(arguments)) {
      call.complete = arguments;
    }
  }

  /** Returns the part with the name and the arguments, which some servers omit or write as text. */
  private static JsonNode function(JsonNode call) {
    JsonNode function = call.path("function");
    if (!function.isTextual()) {
      return function.isObject() ? function : call;
    }
    try {
      JsonNode parsed = AnswerValues.JSON.readTree(function.textValue());
      return parsed.isObject() ? parsed : call;
    } catch (JsonProcessingException e) {
      return call;
    }
  }

  /**
   * Returns the call that a chunk continues, or a new one. Some servers give all calls the same
   * index, and repeat a call's id in each chunk.
   */
  private Call partOf(Optional<Integer> index, Optional<String> id, Optional<String> name) {
    Optional<Call> known =
        index
            .map(byIndex::get)
            .or(
                () ->
                    index.isEmpty() && !calls.isEmpty()
                        ? Optional.of(calls.getLast())
                        : Optional.empty());
    return known.filter(call -> isContinued(call, id, name)).orElseGet(() -> newCall(index));
  }

  private static boolean isContinued(Call call, Optional<String> id, Optional<String> name) {
    if (id.isPresent() && call.id.isPresent()) {
      return id.equals(call.id);
    }
    return name.isEmpty() || call.name.isEmpty() || !call.looksComplete();
  }

  private Call newCall(Optional<Integer> index) {
    Call call = new Call();
    if (calls.size() < MAX_CALLS) {
      calls.add(call);
      index.ifPresent(at -> byIndex.put(at, call));
    }
    return call;
  }
}
