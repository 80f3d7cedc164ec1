package ai.joinly.demo.llm;

import java.util.Optional;

/** One message of a conversation, independent of the protocol. */
sealed interface PromptMessage {
  /** The instructions for the model. */
  record Instructions(String text) implements PromptMessage {}

  /**
   * A user message.
   *
   * @param text empty for images, which are not speech
   */
  record Said(Optional<String> text) implements PromptMessage {}

  /** An answer of the model; its calls are known from their results. */
  record Answered() implements PromptMessage {}

  /** Result of a tool call. */
  record Result(String tool, String text) implements PromptMessage {}
}
