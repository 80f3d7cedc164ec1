package ai.joinly.manager.bench.oddities;

import java.util.EnumSet;
import java.util.Set;

/** The ways in which a model or its server misbehaves. */
enum Kind {
  PLAIN_TEXT("plain text in place of a call"),
  EMPTY_ANSWER("nothing at all"),
  CALL_AS_HERMES("call as text: <tool_call>{json}"),
  CALL_AS_BARE_JSON("call as text: bare JSON"),
  CALL_AS_FENCED_JSON("call as text: fenced JSON"),
  CALL_AS_FUNCTION_TAG("call as text: <function=…>"),
  CALL_AS_MISTRAL("call as text: [TOOL_CALLS]"),
  CALL_AS_LLAMA("call as text: <|python_tag|>"),
  CALL_AS_QWEN("call as text: <parameter=…>"),
  TEXT_BESIDE_END_TURN("words beside end_turn"),
  THINKING_IN_TEXT("thinking before plain text"),
  THINKING_UNOPENED("thinking without its beginning"),
  THINKING_BESIDE_CALL("thinking beside a call"),
  THINKING_IN_SPEECH("thinking inside speak_text"),
  THINKING_FIELD("thinking in a field of its own"),
  NO_TYPE_NO_ID("call without type and id"),
  ARGUMENTS_OTHERWISE("arguments as object (or as text)"),
  ARGUMENTS_EMPTY("empty arguments as empty text"),
  CONTENT_PARTS("content as parts (or as text)"),
  ERROR_INSIDE_200("error inside a 200"),
  EVENT_STREAM("event stream not asked for"),
  BYTE_ORDER_MARK("byte order mark"),
  NUMBERS_AS_TEXT("numbers as text"),
  UNKNOWN_FINISH("unknown finish reason"),
  USAGE_MISSING("no usage"),
  USAGE_ODD("odd usage"),
  DECLINED("declined"),

  NO_TOOLS("refused: the model takes no tools"),
  ROLE_ORDER("refused: order of roles"),
  CALL_IDS("refused: ids of calls"),
  SCHEMA("refused: schema of a tool"),
  PROPERTY_NAMES("refused: name of a property"),
  TOO_MANY_TOOLS("refused: too many tools"),
  TOOL_CHOICE("refused: tool_choice"),
  PARALLEL_CALLS("refused: parallel calls"),
  SYSTEM_ROLE("refused: system role"),
  TOO_LONG("refused: too long"),
  TOOL_USE_FAILED("refused: tool_use_failed"),
  RATE_LIMIT("429 with Retry-After"),
  SERVER_ERROR("500"),
  OVERLOADED("503 or 529 with Retry-After"),
  CONNECTION_RESET("connection reset"),
  BODY_TRUNCATED("body truncated");

  private static final Set<Kind> OPENAI_ONLY =
      EnumSet.of(
          ROLE_ORDER, CALL_IDS, PARALLEL_CALLS, TOO_MANY_TOOLS, TOOL_USE_FAILED, ARGUMENTS_EMPTY);

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Those that befall models behind {@code wire} by chance. */
  static Set<Kind> byChance(Wire wire) {
    EnumSet<Kind> kinds = EnumSet.allOf(Kind.class);
    kinds.remove(NO_TOOLS); // a model takes tools or it does not
    switch (wire) {
      case OPENAI -> kinds.remove(PROPERTY_NAMES);
      case ANTHROPIC -> {
        kinds.removeAll(OPENAI_ONLY);
        kinds.remove(SYSTEM_ROLE);
      }
      case GEMINI -> {
        kinds.removeAll(OPENAI_ONLY);
        kinds.remove(PROPERTY_NAMES);
      }
    }
    return kinds;
  }
}
