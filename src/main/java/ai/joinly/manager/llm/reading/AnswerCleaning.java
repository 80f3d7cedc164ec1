package ai.joinly.manager.llm.reading;

import ai.joinly.manager.domain.Cut;
import ai.joinly.manager.jackson.JsonText;
import ai.joinly.manager.jackson.SharedBuffers;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.ChatMessage.ToolCall;
import ai.joinly.manager.llm.LlmRequest;
import ai.joinly.manager.llm.ToolDefinition;
import ai.joinly.manager.llm.reading.written.ToolOffer;
import ai.joinly.manager.llm.reading.written.WordsInJson;
import ai.joinly.manager.llm.reading.written.WrittenCalls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Cleaning of an answer's text: removes reasoning and notations of tool calls, which must not be
 * spoken. Written calls of offered tools become calls of the answer, unless it already has calls.
 */
public final class AnswerCleaning {
  private static final JsonMapper JSON = SharedBuffers.trees();

  /** Matches the end of reasoning, or its usual start. */
  private static final Pattern THINKING =
      Pattern.compile(
          "</(think|thought|reason|reflect|scratchpad|inner_|chain_of)|<think|\\[/?THINK]|◁",
          Pattern.CASE_INSENSITIVE);

  /** Maximum calls of one answer, far more than are executed. */
  private static final int MAX_CALLS = 64;

  /** Maximum characters of an answer's text; analyses are the longest answers. */
  private static final int MAX_TEXT_LENGTH = 250_000;

  private AnswerCleaning() {}

  /** Returns the answer to {@code request} with written calls converted and reasoning removed. */
  public static ChatMessage.Assistant clean(ChatMessage.Assistant answer, LlmRequest request) {
    ToolOffer offer =
        new ToolOffer(
            request.tools().stream()
                .collect(
                    Collectors.toMap(
                        ToolDefinition::name, ToolDefinition::inputSchema, (a, b) -> a)));
    List<ToolCall> calls =
        answer.toolCalls().stream()
            .limit(MAX_CALLS)
            .map(
                call ->
                    new ToolCall(
                        call.id(),
                        offer.resolve(call.name()).orElse(call.name()),
                        withoutThinking(call.arguments())))
            .collect(Collectors.toCollection(ArrayList::new));
    String text = answer.text().orElse("").strip();
    boolean isJson = text.startsWith("{"); // its values may contain tags as text
    if (!isJson) {
      text = Thinking.strip(text);
    }
    if (request.schema().isEmpty() && !text.isEmpty()) {
      WrittenCalls.Result written = WrittenCalls.read(text, offer);
      text = isJson ? Thinking.strip(WordsInJson.unwrap(written.text().strip())) : written.text();
      if (calls.isEmpty()) {
        written.calls().stream()
            .limit(MAX_CALLS)
            .forEach(
                call ->
                    calls.add(
                        new ToolCall(
                            newId(), call.name(), withoutThinking(JsonText.of(call.arguments())))));
      }
    }
    return new ChatMessage.Assistant(
        Optional.of(Cut.to(MAX_TEXT_LENGTH, text)).filter(words -> !words.isBlank()),
        calls,
        answer.signature());
  }

  /**
   * Returns the arguments without reasoning, which some models write into the text to be spoken.
   */
  private static String withoutThinking(String arguments) {
    if (!THINKING.matcher(arguments).find()) {
      return arguments;
    }
    try {
      if (JSON.readTree(arguments) instanceof ObjectNode object) {
        object.properties().stream()
            .filter(entry -> entry.getValue().isTextual())
            .forEach(
                entry ->
                    entry.setValue(TextNode.valueOf(Thinking.strip(entry.getValue().textValue()))));
        return JsonText.of(object);
      }
    } catch (JsonProcessingException e) {
      // The tool reports the malformed arguments.
    }
    return arguments;
  }

  public static String newId() {
    return "call_" + UUID.randomUUID().toString().replace("-", "");
  }
}
