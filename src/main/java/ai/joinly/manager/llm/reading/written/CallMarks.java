package ai.joinly.manager.llm.reading.written;

import java.util.List;
import java.util.Optional;

/** Marks that model families write around calls. */
final class CallMarks {
  /**
   * Pair of marks.
   *
   * @param closing empty where the calls have no closing mark
   */
  record Marks(String opening, String closing) {}

  /** If one mark is a prefix of another, the longer one comes first. */
  private static final List<Marks> ALL =
      List.of(
          new Marks("<tool_call>", "</tool_call>"), // Hermes, Qwen, GLM, Granite
          new Marks("<tool_calls>", "</tool_calls>"),
          new Marks("<function_call>", "</function_call>"),
          new Marks("<function_calls>", "</function_calls>"), // Anthropic's old prompts
          new Marks("<antml:function_calls>", "</antml:function_calls>"),
          new Marks("<minimax:tool_call>", "</minimax:tool_call>"),
          new Marks("<seed:tool_call>", "</seed:tool_call>"),
          new Marks("<toolcall>", "</toolcall>"), // Nemotron
          new Marks("<tool_use>", "</tool_use>"),
          new Marks("<tool_code>", "</tool_code>"),
          new Marks("<|tool_call|>", "<|/tool_call|>"), // Phi, Granite
          new Marks("<|tool_calls|>", "<|/tool_calls|>"),
          new Marks("<|tool_call_start|>", "<|tool_call_end|>"), // LFM
          new Marks("<|tool_calls_begin|>", "<|tool_calls_end|>"),
          new Marks("<|tool_calls_section_begin|>", "<|tool_calls_section_end|>"), // Kimi
          new Marks("<|tool_call_begin|>", "<|tool_call_end|>"),
          new Marks("<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>"), // DeepSeek
          new Marks("<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>"),
          new Marks("<|action_start|>", "<|action_end|>"), // InternLM
          new Marks("<|python_tag|>", ""), // Llama
          new Marks("[TOOL_CALLS]", ""), // Mistral
          new Marks("[TOOL_REQUEST]", "[END_TOOL_REQUEST]"), // LM Studio
          new Marks("functools[", ""), // Phi-4 mini
          new Marks(">>>", "")); // Functionary

  private CallMarks() {}

  static Optional<Marks> openingAt(CallText text, int place) {
    char c = text.at(place);
    if (c != '<' && c != '[' && c != '>' && c != 'f') {
      return Optional.empty();
    }
    for (Marks marks : ALL) {
      if (text.hasTag(marks.opening(), place)) {
        return Optional.of(marks);
      }
    }
    return Optional.empty();
  }

  /** Returns the length of a closing mark without an opening one; 0 if there is none. */
  static int closingAt(CallText text, int place) {
    return ALL.stream()
        .map(Marks::closing)
        .filter(mark -> !mark.isEmpty() && text.hasTag(mark, place))
        .mapToInt(String::length)
        .findFirst()
        .orElse(0);
  }
}
