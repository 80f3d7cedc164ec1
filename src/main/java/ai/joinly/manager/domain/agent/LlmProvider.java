package ai.joinly.manager.domain.agent;

/** Providers of language models. */
public enum LlmProvider {
  OPENAI,
  ANTHROPIC,
  GOOGLE,
  OLLAMA,
  AZURE_OPENAI
}
