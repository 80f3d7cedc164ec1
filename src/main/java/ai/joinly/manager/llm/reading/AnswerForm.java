package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * A protocol's form of answers. Reading is lenient: what servers are known to do differently is put
 * right, see docs/llm-answers.md.
 */
public enum AnswerForm {
  /** Chat completions of OpenAI, Azure, Ollama and all servers that offer the same protocol. */
  CHAT_COMPLETION,
  /** Anthropic's messages. */
  MESSAGE,
  /** Gemini's generateContent. */
  GENERATED_CONTENT;

  /** Reads the body of an answer whose status is 2xx. */
  public AnswerReading read(String body) {
    Assembly answer =
        switch (this) {
          case CHAT_COMPLETION -> new ChatCompletion();
          case MESSAGE -> new AnthropicMessage();
          case GENERATED_CONTENT -> new GeminiContent();
        };
    try {
      AnswerValues.forEach(body, answer::add);
    } catch (JsonProcessingException e) {
      return new AnswerReading.Unreadable();
    }
    return answer.result();
  }
}
