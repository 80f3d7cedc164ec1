package ai.joinly.manager.llm.reading;

import ai.joinly.manager.jackson.JsonText;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Anthropic message, complete or as events. */
final class AnthropicMessage implements Assembly {
  private static final int MAX_BLOCKS = 1_000;
  private static final String REFUSAL = "refusal";

  /** Content block that events extend. */
  private static final class Block {
    private final JsonNode start;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder input = new StringBuilder();

    Block(JsonNode start) {
      this.start = start;
      ContentText.append(start, text, new StringBuilder());
    }

    boolean isCall() {
      return start.path("type").asText("").equals("tool_use")
          && Loose.text(start.path("name")).isPresent();
    }

    boolean hasText() {
      return !text.toString().isBlank();
    }
  }

  private final Map<Integer, Block> blocks = new TreeMap<>();
  private final ObjectNode usage = JsonNodeFactory.instance.objectNode();
  private Optional<AnswerReading.Refused> error = Optional.empty();
  private JsonNode stopReason = MissingNode.getInstance();
  private boolean message;

  @Override
  public void add(JsonNode value) {
    if (!value.isObject() || error.isPresent()) {
      return;
    }
    error = ErrorInside.find(value);
    switch (value.path("type").asText("")) {
      case "message_start" -> addMessage(value.path("message"));
      case "content_block_start" -> addBlock(index(value), value.path("content_block"));
      case "content_block_delta" -> addDelta(index(value), value.path("delta"));
      case "message_delta" -> {
        addUsage(value.path("usage"));
        setStopReason(value.path("delta"));
      }
      case "content_block_stop", "message_stop", "ping", "error" -> {}
      default -> addMessage(value);
    }
  }

  private void addMessage(JsonNode given) {
    JsonNode content = given.path("content");
    message |= content.isArray() || content.isTextual() || given.has("stop_reason");
    if (content.isArray()) {
      content.forEach(block -> addBlock(blocks.size(), block));
    } else if (content.isTextual()) {
      addBlock(blocks.size(), content);
    }
    addUsage(given.path("usage"));
    setStopReason(given);
  }

  private static int index(JsonNode event) {
    return Loose.number(event.path("index")).orElse(0);
  }

  private void addBlock(int index, JsonNode block) {
    message = true;
    if (blocks.size() < MAX_BLOCKS) {
      blocks.put(index, new Block(block));
    }
  }

  private void addDelta(int index, JsonNode delta) {
    Block block = blocks.get(index);
    if (block == null) {
      addBlock(index, MissingNode.getInstance());
      block = blocks.get(index);
    }
    if (block != null) {
      block.input.append(delta.path("partial_json").asText(""));
      block.text.append(delta.path("text").asText(""));
    }
  }

  private void addUsage(JsonNode given) {
    given.properties().forEach(entry -> usage.set(entry.getKey(), entry.getValue()));
  }

  private void setStopReason(JsonNode object) {
    if (Loose.isThere(object.path("stop_reason"))) {
      stopReason = object.path("stop_reason");
    }
  }

  @Override
  public AnswerReading result() {
    if (error.isPresent()) {
      return error.get();
    }
    if (!message) {
      return new AnswerReading.Unreadable();
    }
    boolean calls = blocks.values().stream().anyMatch(Block::isCall);
    EndReason reason = EndReason.of(stopReason);
    if (!calls && stopReason.asText("").equals(REFUSAL)) {
      return new AnswerReading.Nothing(AnswerReading.Reason.DECLINED); // its text is incomplete
    }
    boolean usable = calls || blocks.values().stream().anyMatch(Block::hasText);
    AnswerReading.Proper proper = new AnswerReading.Proper(body(calls, reason));
    return usable ? proper : reason.withoutContent(proper);
  }

  private String body(boolean calls, EndReason reason) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("type", "message").put("role", "assistant");
    ArrayNode content = root.putArray("content");
    for (Block block : blocks.values()) {
      if (block.isCall()) {
        ObjectNode call = content.addObject().put("type", "tool_use");
        Loose.text(block.start.path("id")).ifPresent(id -> call.put("id", id));
        call.put("name", block.start.path("name").textValue().strip());
        call.set("input", input(block));
      } else if (block.hasText()) {
        content.addObject().put("type", "text").put("text", block.text.toString());
      }
    }
    root.put(
        "stop_reason", calls ? "tool_use" : reason == EndReason.LENGTH ? "max_tokens" : "end_turn");
    ObjectNode tokens = root.putObject("usage");
    for (String field :
        new String[] {
          "input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"
        }) {
      tokens.put(field, Loose.count(usage.path(field)));
    }
    return JsonText.of(root);
  }

  private static ObjectNode input(Block block) {
    JsonNode start = Loose.first(block.start, "input", "arguments", "parameters");
    return CallArguments.objectOf(
        block.input.isEmpty() ? start : TextNode.valueOf(block.input.toString()));
  }
}
