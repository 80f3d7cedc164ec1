package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reason why an answer ended, with the spellings of all providers and servers. */
enum EndReason {
  /** The answer is complete, or no reason is known. */
  DONE(
      "stop end_turn stop_sequence tool_calls tool_use tool_call function_call eos eos_token end"
          + " complete completed finished done pause_turn finish_reason_unspecified"),
  /** The answer reached its maximum length. */
  LENGTH("length max_tokens max_output_tokens max_length token_limit incomplete"),
  /** The conversation exceeds the model's context window. */
  CONTEXT("model_length model_context_window_exceeded context_length_exceeded"),
  DECLINED(
      "content_filter content_filtered content-filter refusal refused safety recitation language"
          + " blocklist prohibited_content spii image_safety image_prohibited_content"
          + " image_recitation sensitive guardrail_intervened blocked"),
  BROKEN(
      "error other malformed_function_call unexpected_tool_call too_many_tool_calls"
          + " malformed_response missing_thought_signature network_error"
          + " insufficient_system_resource cancelled canceled abort aborted escalation image_other"
          + " no_image");

  private static final Map<String, EndReason> BY_WORD =
      Stream.of(values())
          .flatMap(reason -> Stream.of(reason.words.split(" ", -1)).map(w -> Map.entry(w, reason)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private final String words;

  EndReason(String words) {
    this.words = words;
  }

  /** Returns the reason in a field; an unknown one counts as a normal end. */
  static EndReason of(JsonNode field) {
    return BY_WORD.getOrDefault(field.asText("").strip().toLowerCase(Locale.ROOT), DONE);
  }

  /** Returns the meaning of an answer without content. */
  AnswerReading withoutContent(AnswerReading empty) {
    return switch (this) {
      case DONE -> empty;
      case LENGTH -> new AnswerReading.Nothing(AnswerReading.Reason.TOO_LONG);
      case CONTEXT ->
          new AnswerReading.Refused(400, "{\"error\":{\"code\":\"context_length_exceeded\"}}");
      case DECLINED -> new AnswerReading.Nothing(AnswerReading.Reason.DECLINED);
      case BROKEN -> new AnswerReading.Nothing(AnswerReading.Reason.BROKEN_OFF);
    };
  }
}
