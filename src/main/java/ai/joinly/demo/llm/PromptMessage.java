package ai.joinly.demo.llm;

import java.util.Optional;

/** One message of a conversation, whatever the protocol it came in. */
sealed interface PromptMessage {
  /** What the model is told about its part. */
  record Instructions(String text) implements PromptMessage {}

  /**
   * What somebody said.
   *
   * @param text empty for pictures, which nobody said
   */
  record Said(Optional<String> text) implements PromptMessage {}

  /** What the model answered; its calls show in their results. */
  record Answered() implements PromptMessage {}

  /** What came of a tool call. */
  record Result(String tool, String text) implements PromptMessage {}
}
