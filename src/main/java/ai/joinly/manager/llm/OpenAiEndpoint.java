package ai.joinly.manager.llm;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.model.AgentConfig;
import ai.joinly.manager.model.FieldError;
import ai.joinly.manager.model.InvalidFieldsException;
import ai.joinly.manager.model.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an agent's requests go and which key goes with them. A key of the process only ever goes to
 * the base URL of the process: else anybody who may create an agent could have it sent to a host of
 * their own.
 *
 * @param baseUrl with the version, without a slash at its end
 * @param described the server in the words of an error message, without anything from env_vars
 */
record OpenAiEndpoint(URI baseUrl, Secret key, String described) {
  static final String KEY = "OPENAI_API_KEY";
  static final String BASE_URL = "OPENAI_BASE_URL";
  static final String ALLOWED_HOSTS = "LLM_ALLOWED_HOSTS";

  private static final URI PUBLIC = URI.create("https://api.openai.com/v1");

  /** Local servers want none, but the protocol has a place for one. */
  private static final Secret NO_KEY = new Secret("none");

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)\\]");
  private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7e]+");

  /**
   * @throws InvalidFieldsException when there is no key, or the agent's own base URL is not allowed
   */
  static OpenAiEndpoint of(AgentConfig config, Settings.Llm settings) {
    Optional<URI> shared = variable(settings.variables(), BASE_URL).map(OpenAiEndpoint::sharedUrl);
    URI processUrl = shared.orElse(PUBLIC);
    Optional<URI> own =
        variable(config.envVars(), BASE_URL)
            .map(OpenAiEndpoint::ownUrl)
            .filter(url -> !url.equals(processUrl));
    Optional<Secret> ownKey =
        variable(config.envVars(), KEY).map(key -> checked(key, "env_vars", "has"));
    if (own.isPresent()) {
      return ownServer(own.get(), ownKey, settings);
    }
    Optional<Secret> key =
        ownKey.or(
            () ->
                variable(settings.variables(), KEY)
                    .map(
                        value -> checked(value, "llm_provider", "is openai, but the process has")));
    return new OpenAiEndpoint(
        processUrl,
        key.or(() -> shared.filter(OpenAiEndpoint::isLoopback).map(url -> NO_KEY))
            .orElseThrow(OpenAiEndpoint::noKey),
        shared.isPresent() ? "the server that " + BASE_URL + " names" : PUBLIC.getHost());
  }

  private static OpenAiEndpoint ownServer(URI url, Optional<Secret> key, Settings.Llm settings) {
    if (!settings.allowedHosts().contains(hostAndPort(url))) {
      throw refused(
          "env_vars",
          "may not point "
              + BASE_URL
              + " at that host: whoever runs the manager has to list it in "
              + ALLOWED_HOSTS);
    }
    return new OpenAiEndpoint(
        url,
        key.orElseThrow(
            () ->
                refused(
                    "env_vars",
                    "must hold "
                        + KEY
                        + " beside "
                        + BASE_URL
                        + ": keys of the process are not"
                        + " sent to an agent's own server")),
        "the server that " + BASE_URL + " in env_vars names");
  }

  private static InvalidFieldsException noKey() {
    return refused(
        "llm_provider",
        "is openai, but there is no key: set "
            + KEY
            + " in the manager's environment or in the"
            + " agent's env_vars");
  }

  private static Optional<String> variable(Map<String, Secret> variables, String name) {
    return Optional.ofNullable(variables.get(name))
        .map(Secret::value)
        .filter(value -> !value.isBlank());
  }

  /** A line break in a key would begin a header of its own. */
  private static Secret checked(String key, String field, String beginning) {
    if (!HEADER_SAFE.matcher(key).matches()) {
      throw refused(
          field,
          beginning
              + " an "
              + KEY
              + " with a space, a line break or another character that no key"
              + " has");
    }
    return new Secret(key);
  }

  private static URI sharedUrl(String value) {
    return parse(value)
        .orElseThrow(
            () ->
                refused(
                    "llm_provider",
                    "is openai, but "
                        + BASE_URL
                        + " in the manager's environment is no http or"
                        + " https URL with a host and without user info, query and fragment"));
  }

  private static URI ownUrl(String value) {
    return parse(value)
        .orElseThrow(
            () ->
                refused(
                    "env_vars",
                    "must give "
                        + BASE_URL
                        + " as an http or https URL with a host and without"
                        + " user info, query and fragment"));
  }

  private static Optional<URI> parse(String value) {
    try {
      URI uri = new URI(value.strip());
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!(scheme.equals("http") || scheme.equals("https"))
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || uri.getPort() > 65_535) {
        return Optional.empty();
      }
      return Optional.of(
          new URI(scheme + "://" + hostAndPort(uri) + uri.getRawPath().replaceAll("/+$", "")));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** In lower case, and with the port only where it is not the scheme's own. */
  private static String hostAndPort(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int own = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == own ? host : host + ":" + uri.getPort();
  }

  private static boolean isLoopback(URI uri) {
    return LOOPBACK.matcher(uri.getHost()).matches();
  }

  private static InvalidFieldsException refused(String field, String message) {
    return new InvalidFieldsException(List.of(new FieldError(field, message)));
  }
}
