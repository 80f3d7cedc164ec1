package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * Answer format of a protocol. Parsing is lenient: known deviations of servers are corrected, see
 * docs/llm-answers.md.
 */
public enum AnswerForm {
  /** Chat completions of OpenAI, Azure, Ollama and all servers with the same protocol. */
  CHAT_COMPLETION,
  /** Anthropic's messages. */
  MESSAGE,
  /** Gemini's generateContent. */
  GENERATED_CONTENT;

  /** Parses the body of an answer with status 2xx. */
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
