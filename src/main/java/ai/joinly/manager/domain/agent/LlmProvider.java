package ai.joinly.manager.domain.agent;

/** Who serves the language model. */
public enum LlmProvider {
  OPENAI,
  ANTHROPIC,
  GOOGLE,
  OLLAMA,
  AZURE_OPENAI
}
