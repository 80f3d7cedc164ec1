package ai.joinly.manager.llm.provider;

import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.agent.LlmProvider;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which variables tell where a provider's server is and which key it wants.
 *
 * @param keys in the order in which they count
 * @param keyNeeded whether nothing works without one
 * @param address what names the server, as an error message names it
 * @param standard where requests go when nothing names a server
 * @param version what the path of the protocol begins with, where an address comes without it
 * @param server what has to be at the address
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

  /** What a variable says, and its name. */
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

  /** Where the protocol begins at {@code base}. */
  URI url(BaseUrl base) {
    return version.map(base::withVersion).orElse(base.uri());
  }

  /** The first key that {@code variables} have. */
  Optional<Named> key(Map<String, Secret> variables) {
    return keys.stream().flatMap(name -> find(variables, name).stream()).findFirst();
  }

  /** The address that {@code variables} give. */
  Optional<Named> address(Map<String, Secret> variables) {
    Optional<Named> whole = find(variables, address);
    return whole.isPresent() || keyNeeded ? whole : ollamaHost(variables);
  }

  /** As Ollama itself reads it: the host may have a scheme and a port of its own. */
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

  /** What {@code variables} say for {@code name}; a blank value says nothing. */
  static Optional<Named> find(Map<String, Secret> variables, String name) {
    return Optional.ofNullable(variables.get(name))
        .map(Secret::value)
        .filter(value -> !value.isBlank())
        .map(value -> new Named(name, value));
  }
}
