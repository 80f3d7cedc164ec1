package ai.joinly.manager.bench.oddities;

import ai.joinly.manager.bench.oddities.Answer.Call;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Turns a proper answer into an odd one, as far as that concerns its words and calls. */
final class Oddities {
  /** What must never be spoken. */
  static final String THOUGHT = "I am pondering what they want.";

  private static final String TEXT = "text";
  private static final String END_TURN = "end_turn";

  private Oddities() {}

  /** The answer that a model gives in place of {@code proper}. */
  static Answer of(Kind kind, Answer proper) {
    return switch (kind) {
      case PLAIN_TEXT -> Answer.of(words(proper));
      case EMPTY_ANSWER -> new Answer(proper.thinking(), Optional.empty(), List.of());
      case CALL_AS_HERMES,
          CALL_AS_BARE_JSON,
          CALL_AS_FENCED_JSON,
          CALL_AS_FUNCTION_TAG,
          CALL_AS_MISTRAL,
          CALL_AS_LLAMA,
          CALL_AS_QWEN ->
          proper.calls().isEmpty() ? proper : Answer.of(asText(kind, proper.calls().getFirst()));
      case TEXT_BESIDE_END_TURN ->
          isSpeech(proper)
              ? new Answer(
                  proper.thinking(),
                  Optional.of(words(proper)),
                  List.of(new Call(END_TURN, WireFormat.object())))
              : proper;
      case THINKING_IN_TEXT -> Answer.of("<think>\n" + THOUGHT + "\n</think>\n\n" + words(proper));
      case THINKING_UNOPENED -> Answer.of(THOUGHT + "\n</think>\n\n" + words(proper));
      case THINKING_BESIDE_CALL -> proper.withText("<think>" + THOUGHT + "</think>");
      case THINKING_IN_SPEECH ->
          isSpeech(proper)
              ? spoken(proper, "<think>" + THOUGHT + "</think>" + words(proper))
              : proper;
      case THINKING_FIELD -> Answer.of(words(proper)).withThinking(THOUGHT);
      default -> proper;
    };
  }

  /** What {@code answer} says, or would. */
  private static String words(Answer answer) {
    return answer
        .text()
        .orElseGet(
            () ->
                answer.calls().stream()
                    .map(call -> call.arguments().path(TEXT).asText())
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("Okay."));
  }

  private static boolean isSpeech(Answer answer) {
    return !answer.calls().isEmpty() && answer.calls().getFirst().tool().endsWith("speak_text");
  }

  private static Answer spoken(Answer proper, String text) {
    return Answer.of(
        new Call(proper.calls().getFirst().tool(), WireFormat.object().put(TEXT, text)));
  }

  private static String asText(Kind kind, Call call) {
    ObjectNode named = WireFormat.object().put("name", call.tool());
    String arguments = named.deepCopy().set("arguments", call.arguments()).toString();
    String parameters = named.deepCopy().set("parameters", call.arguments()).toString();
    return switch (kind) {
      case CALL_AS_HERMES -> "<tool_call>\n" + arguments + "\n</tool_call>";
      case CALL_AS_BARE_JSON -> parameters;
      case CALL_AS_FENCED_JSON -> "```json\n" + arguments + "\n```";
      case CALL_AS_FUNCTION_TAG ->
          "<function=%s>%s</function>".formatted(call.tool(), call.arguments());
      case CALL_AS_MISTRAL -> "[TOOL_CALLS][" + arguments + "]";
      case CALL_AS_LLAMA -> "<|python_tag|>" + parameters;
      default -> qwen(call);
    };
  }

  private static String qwen(Call call) {
    StringBuilder text = new StringBuilder("<tool_call>\n<function=" + call.tool() + ">\n");
    call.arguments()
        .properties()
        .forEach(
            argument ->
                text.append("<parameter=")
                    .append(argument.getKey())
                    .append(">\n")
                    .append(argument.getValue().asText())
                    .append("\n</parameter>\n"));
    return text + "</function>\n</tool_call>";
  }
}
