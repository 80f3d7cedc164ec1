package ai.joinly.manager.model;

/** Who serves the language model. */
public enum LlmProvider {
  OPENAI,
  ANTHROPIC,
  GOOGLE,
  OLLAMA,
  AZURE_OPENAI
}
