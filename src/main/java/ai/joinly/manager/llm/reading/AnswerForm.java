package ai.joinly.manager.llm.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.function.Supplier;

/**
 * A protocol's form of answers. Reading is lenient: what servers are known to do differently is put
 * right, see docs/llm-answers.md.
 */
public enum AnswerForm {
  /** Chat completions of OpenAI, Azure, Ollama and all servers that offer the same protocol. */
  CHAT_COMPLETION(ChatCompletion::new),
  /** Anthropic's messages. */
  MESSAGE(AnthropicMessage::new),
  /** Gemini's generateContent. */
  GENERATED_CONTENT(GeminiContent::new);

  private final Supplier<Assembly> assembly;

  AnswerForm(Supplier<Assembly> assembly) {
    this.assembly = assembly;
  }

  /** Reads the body of an answer whose status is 2xx. */
  public AnswerReading read(String body) {
    Assembly answer = assembly.get();
    try {
      AnswerValues.forEach(body, answer::add);
    } catch (JsonProcessingException e) {
      return new AnswerReading.Unreadable();
    }
    return answer.result();
  }
}
