package ai.joinly.manager.config;

import static ai.joinly.manager.config.SettingType.baseUrl;
import static ai.joinly.manager.config.SettingType.wholeNumber;
import static ai.joinly.manager.config.SettingType.word;

import ai.joinly.manager.domain.Secret;
import java.util.List;
import java.util.Optional;

/** The process-wide keys and addresses of the services that agents use; none has a default. */
final class ProviderCatalogue {
  private static final SettingType<String> KEY = word("a key: printable characters, no spaces");

  private ProviderCatalogue() {}

  static List<Setting<Secret>> llm() {
    return List.of(
        key("llm.openai.api-key", "key for OpenAI", "OPENAI_API_KEY"),
        open(
            "llm.openai.base-url",
            baseUrl(),
            "OPENAI_BASE_URL",
            "another OpenAI-compatible server, with its /v1"),
        key("llm.anthropic.api-key", "key for Anthropic", "ANTHROPIC_API_KEY"),
        open("llm.anthropic.base-url", baseUrl(), "ANTHROPIC_BASE_URL", "another Anthropic server"),
        key("llm.google.api-key", "key for Google", "GOOGLE_API_KEY", "GEMINI_API_KEY"),
        open("llm.google.base-url", baseUrl(), "GOOGLE_GEMINI_BASE_URL", "another Gemini server"),
        key("llm.azure-openai.api-key", "key for Azure OpenAI", "AZURE_OPENAI_API_KEY"),
        open(
            "llm.azure-openai.endpoint",
            baseUrl(),
            "AZURE_OPENAI_ENDPOINT",
            "the Azure OpenAI resource"),
        open(
            "llm.azure-openai.api-version",
            word("a version such as 2025-04-01-preview"),
            "OPENAI_API_VERSION",
            "version of the Azure OpenAI interface; if not set, 2025-04-01-preview"),
        key("llm.ollama.api-key", "key for an Ollama server that requires one", "OLLAMA_API_KEY"),
        open("llm.ollama.url", baseUrl(), "OLLAMA_URL", "the Ollama server"),
        open(
            "llm.ollama.host",
            word("a host name or an address"),
            "OLLAMA_HOST",
            "the Ollama server's host, where OLLAMA_URL is not set"),
        open(
            "llm.ollama.port",
            wholeNumber(1, 65_535),
            "OLLAMA_PORT",
            "the Ollama server's port, where OLLAMA_URL is not set"));
  }

  static List<Setting<Secret>> speech() {
    String use = ": has an effect only in the joinly server's own environment";
    return List.of(
        key("speech.elevenlabs.api-key", "key for ElevenLabs" + use, "ELEVENLABS_API_KEY"),
        key("speech.deepgram.api-key", "key for Deepgram" + use, "DEEPGRAM_API_KEY"));
  }

  private static Setting<Secret> key(String path, String meaning, String... variables) {
    return new Setting<>(path, List.of(variables), KEY.asSecret(), Optional.empty(), true, meaning);
  }

  private static Setting<Secret> open(
      String path, SettingType<?> type, String variable, String meaning) {
    return new Setting<>(
        path, List.of(variable), type.asSecret(), Optional.empty(), false, meaning);
  }
}
