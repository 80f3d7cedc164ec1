package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.LlmProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Variables with the address and the key of a provider's server.
 *
 * @param keys in order of precedence
 * @param keyNeeded whether a key is required
 * @param address the variable with the address, for error messages
 * @param standard the default address
 * @param version the first segment of the protocol's path, added to an address without it
 * @param server the expected kind of server at the address
 */
record ProviderVariables(
    List<String> keys,
    boolean keyNeeded,
    String address,
    Optional<String> standard,
    Optional<String> version,
    String server) {
  static final String API_VERSION = "OPENAI_API_VERSION";

  private static final String OLLAMA_HOST = "OLLAMA_HOST";
  private static final String OLLAMA_PORT = "OLLAMA_PORT";
  private static final String OLLAMA_STANDARD_PORT = "11434";

  /** Variable with its value. */
  record Named(String variable, String value) {}

  static ProviderVariables of(LlmProvider provider) {
    return switch (provider) {
      case OPENAI ->
          new ProviderVariables(
              List.of("OPENAI_API_KEY"),
              true,
              "OPENAI_BASE_URL",
              Optional.of("https://api.openai.com/v1"),
              Optional.empty(),
              "an OpenAI-compatible server");
      case ANTHROPIC ->
          new ProviderVariables(
              List.of("ANTHROPIC_API_KEY"),
              true,
              "ANTHROPIC_BASE_URL",
              Optional.of("https://api.anthropic.com"),
              Optional.of("v1"),
              "an Anthropic server");
      case GOOGLE ->
          new ProviderVariables(
              List.of("GOOGLE_API_KEY", "GEMINI_API_KEY"),
              true,
              "GOOGLE_GEMINI_BASE_URL",
              Optional.of("https://generativelanguage.googleapis.com"),
              Optional.of("v1beta"),
              "a Gemini server");
      case OLLAMA ->
          new ProviderVariables(
              List.of("OLLAMA_API_KEY"),
              false,
              "OLLAMA_URL",
              Optional.of("http://localhost:" + OLLAMA_STANDARD_PORT),
              Optional.of("v1"),
              "an Ollama server");
      case AZURE_OPENAI ->
          new ProviderVariables(
              List.of("AZURE_OPENAI_API_KEY"),
              true,
              "AZURE_OPENAI_ENDPOINT",
              Optional.empty(),
              Optional.empty(),
              "an Azure OpenAI resource");
    };
  }

  /** Returns the root URL of the protocol at {@code base}. */
  URI url(BaseUrl base) {
    return version.map(base::withVersion).orElse(base.uri());
  }

  /** Returns the first key in {@code variables}. */
  Optional<Named> key(Map<String, Secret> variables) {
    return keys.stream().flatMap(name -> find(variables, name).stream()).findFirst();
  }

  /** Returns the address in {@code variables}. */
  Optional<Named> address(Map<String, Secret> variables) {
    Optional<Named> url = find(variables, address);
    return url.isPresent() || keyNeeded ? url : ollamaHost(variables);
  }

  /** Returns the address by Ollama's own rules: the host may contain a scheme and a port. */
  private static Optional<Named> ollamaHost(Map<String, Secret> variables) {
    Optional<Named> host = find(variables, OLLAMA_HOST);
    Optional<Named> port = find(variables, OLLAMA_PORT);
    if (host.isEmpty() && port.isEmpty()) {
      return Optional.empty();
    }
    String name = host.map(named -> named.value().strip()).orElse("localhost");
    String names =
        Stream.of(host, port)
            .flatMap(Optional::stream)
            .map(Named::variable)
            .reduce((a, b) -> a + " and " + b)
            .orElseThrow();
    if (name.contains("://")) {
      return Optional.of(new Named(names, name));
    }
    boolean bareAddress = name.indexOf(':') != name.lastIndexOf(':') && !name.startsWith("[");
    String authority = bareAddress ? "[" + name + "]" : name;
    boolean hasPort = authority.lastIndexOf(':') > authority.lastIndexOf(']');
    return Optional.of(
        new Named(
            names,
            "http://"
                + authority
                + (hasPort
                    ? ""
                    : ":"
                        + port.map(named -> named.value().strip()).orElse(OLLAMA_STANDARD_PORT))));
  }

  /** Returns the value of {@code name} in {@code variables}; a blank value counts as absent. */
  static Optional<Named> find(Map<String, Secret> variables, String name) {
    return Optional.ofNullable(variables.get(name))
        .map(Secret::value)
        .filter(value -> !value.isBlank())
        .map(value -> new Named(name, value));
  }
}
