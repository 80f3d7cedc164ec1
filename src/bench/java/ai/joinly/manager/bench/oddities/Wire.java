package ai.joinly.manager.bench.oddities;

/** The protocols of language models. */
enum Wire {
  OPENAI,
  ANTHROPIC,
  GEMINI;

  /** How requests are read and answers written. */
  WireFormat format() {
    return switch (this) {
      case OPENAI -> new OpenAiFormat();
      case ANTHROPIC -> new AnthropicFormat();
      case GEMINI -> new GeminiFormat();
    };
  }
}
