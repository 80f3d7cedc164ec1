package ai.joinly.manager.llm.reading;

import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Chat completion, complete or in chunks. */
final class ChatCompletion implements Assembly {
  /**
   * Maximum choices. Only one is requested, but some servers put text and calls into separate ones.
   */
  private static final int MAX_CHOICES = 8;

  private static final int BAD_GATEWAY = 502;

  private final Map<Integer, ChatChoice> choices = new TreeMap<>();
  private Optional<AnswerReading.Refused> error = Optional.empty();
  private JsonNode usage = MissingNode.getInstance();
  private boolean isCompletion;

  @Override
  public void add(JsonNode value) {
    if (!value.isObject() || error.isPresent()) {
      return;
    }
    error = ErrorInside.find(value);
    if (value.path("usage").isObject()) {
      usage = value.path("usage");
    }
    JsonNode given = value.path("choices");
    if (given.isArray()) {
      isCompletion |= value.has("usage") || value.path("object").asText("").startsWith("chat.");
      int position = 0;
      for (JsonNode choice : given) {
        addChoice(choice, Loose.number(choice.path("index")).orElse(position++));
      }
    } else if (given.isObject()) {
      addChoice(given, 0);
    } else if (value.path("message").isObject()) {
      addChoice(value, 0); // Ollama's own protocol
    }
  }

  private void addChoice(JsonNode choice, int index) {
    if (error.isEmpty()) {
      error = ErrorInside.find(choice);
    }
    if (choices.size() < MAX_CHOICES || choices.containsKey(index)) {
      choices.computeIfAbsent(index, any -> new ChatChoice()).add(choice);
    }
  }

  @Override
  public AnswerReading result() {
    if (error.isPresent()) {
      return error.get();
    }
    Collection<ChatChoice> all = choices.values();
    Optional<ChatChoice> calls = all.stream().filter(ChatChoice::hasCalls).findFirst();
    Optional<ChatChoice> words = all.stream().filter(ChatChoice::hasText).findFirst();
    if (calls.isEmpty() && all.stream().anyMatch(ChatChoice::failed)) {
      return new AnswerReading.Refused(BAD_GATEWAY, "{\"error\":{\"code\":\"error\"}}");
    }
    Optional<ChatChoice> main = calls.or(() -> words).or(() -> all.stream().findFirst());
    EndReason reason = main.map(ChatChoice::endReason).orElse(EndReason.DONE);
    if (calls.isEmpty() && words.isEmpty()) {
      return withoutContent(main, reason);
    }
    return new AnswerReading.Proper(body(words, calls, reason));
  }

  private AnswerReading withoutContent(Optional<ChatChoice> main, EndReason reason) {
    if (main.filter(ChatChoice::isRefusal).isPresent()) {
      return new AnswerReading.Nothing(AnswerReading.Reason.DECLINED);
    }
    boolean isAnswer = main.isPresent() ? main.get().hasMessage() : isCompletion;
    if (!isAnswer && reason == EndReason.DONE) {
      return new AnswerReading.Unreadable();
    }
    return reason.withoutContent(
        new AnswerReading.Proper(body(Optional.empty(), Optional.empty(), reason)));
  }

  private String body(Optional<ChatChoice> words, Optional<ChatChoice> calls, EndReason reason) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    ObjectNode choice = root.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", words.map(ChatChoice::text).orElse(null));
    calls.ifPresent(source -> source.writeCalls(message.putArray("tool_calls")));
    choice.put(
        "finish_reason",
        calls.isPresent() ? "tool_calls" : reason == EndReason.LENGTH ? "length" : "stop");
    if (!usage.isEmpty()) {
      root.set("usage", usage());
    }
    return JsonText.of(root);
  }

  private ObjectNode usage() {
    int input = Loose.count(Loose.first(usage, "prompt_tokens", "input_tokens"));
    int output = Loose.count(Loose.first(usage, "completion_tokens", "output_tokens"));
    JsonNode details = Loose.first(usage, "prompt_tokens_details", "input_tokens_details");
    JsonNode cached =
        Loose.isThere(details.path("cached_tokens"))
            ? details.path("cached_tokens")
            : Loose.first(usage, "prompt_cache_hit_tokens", "cached_tokens");
    ObjectNode tokens = JsonNodeFactory.instance.objectNode();
    tokens.put("prompt_tokens", input).put("completion_tokens", output);
    tokens.put("total_tokens", (int) Math.min(Integer.MAX_VALUE, (long) input + output));
    tokens.putObject("prompt_tokens_details").put("cached_tokens", Loose.count(cached));
    return tokens;
  }

  /** Writes a call in the regular form of the protocol. */
  static void write(ArrayNode target, Optional<String> id, String name, JsonNode arguments) {
    ObjectNode call = target.addObject();
    id.ifPresent(given -> call.put("id", given));
    call.put("type", "function")
        .putObject("function")
        .put("name", name)
        .put("arguments", CallArguments.text(arguments));
  }
}
