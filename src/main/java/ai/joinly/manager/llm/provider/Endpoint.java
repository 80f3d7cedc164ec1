package ai.joinly.manager.llm.provider;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.Secret;
import ai.joinly.manager.domain.WireName;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.LlmProvider;
import ai.joinly.manager.llm.provider.ProviderVariables.Named;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Server and key for an agent's requests.
 *
 * @param base the server, to which the provider's protocol adds its path
 * @param key absent where none is needed
 * @param keyVariable the variable to check when the key is refused
 * @param apiVersion the version of Azure's API
 * @param described the server for error messages, without values from env_vars
 * @param shownHost host and port for error messages, if the server is named by the process's
 *     settings
 */
public record Endpoint(
    LlmProvider provider,
    BaseUrl base,
    Optional<Secret> key,
    String keyVariable,
    String apiVersion,
    String described,
    Optional<String> shownHost) {
  static final String ALLOWED_HOSTS = "LLM_ALLOWED_HOSTS";

  /** The last dated version; newer models refuse older ones. */
  private static final String AZURE_VERSION = "2025-04-01-preview";

  /** Placeholder for local servers, which need no key, in protocols that require one. */
  private static final Secret NO_KEY = new Secret("none");

  private static final Pattern HEADER_SAFE = Pattern.compile("[\\x21-\\x7e]+");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.-]{1,40}");

  /**
   * Returns the server and the key for an agent.
   *
   * @throws InvalidFieldsException when there is no key or no address, or the agent's own address
   *     is not allowed
   */
  public static Endpoint of(AgentConfig config, Settings.Llm settings) {
    return new Finder(config, settings, ProviderVariables.of(config.llmProvider())).find();
  }

  /** Returns the root URL of the provider's protocol. */
  URI url() {
    return ProviderVariables.of(provider).url(base);
  }

  /** Returns the expected kind of server at the address, for error messages. */
  public String server() {
    return ProviderVariables.of(provider).server();
  }

  /** Returns the variable to check when the address is wrong. */
  public String addressVariable() {
    return ProviderVariables.of(provider).address();
  }

  /** Resolution of the agent's variables and the process's settings. */
  private record Finder(AgentConfig config, Settings.Llm settings, ProviderVariables variables) {
    Endpoint find() {
      Optional<Named> shared = variables.address(settings.variables());
      Optional<BaseUrl> sharedUrl = shared.map(this::sharedUrl);
      Optional<BaseUrl> processUrl =
          sharedUrl.or(() -> variables.standard().flatMap(BaseUrl::parse));
      Optional<Named> own = variables.address(config.envVars());
      Optional<BaseUrl> ownUrl =
          own.map(Finder::ownUrl).filter(url -> !isSameServer(url, processUrl));
      Optional<Named> ownKey = variables.key(config.envVars());
      ownKey.ifPresent(key -> check(key, "env_vars", "has"));
      if (own.isPresent() && ownUrl.isPresent()) {
        return ownServer(own.get(), ownUrl.get(), ownKey);
      }
      BaseUrl base = processUrl.orElseThrow(this::noAddress);
      Optional<Named> key = ownKey.or(this::sharedKey);
      boolean without = !variables.keyNeeded() || sharedUrl.filter(BaseUrl::isLoopback).isPresent();
      if (key.isEmpty() && !without) {
        throw noKey();
      }
      return endpoint(
          base,
          key,
          shared
              .map(named -> "the server that " + named.variable() + " names")
              .orElse(base.hostAndPort()),
          shared.map(named -> base.hostAndPort()));
    }

    private boolean isSameServer(BaseUrl url, Optional<BaseUrl> other) {
      return other.filter(base -> variables.url(base).equals(variables.url(url))).isPresent();
    }

    private Endpoint ownServer(Named named, BaseUrl url, Optional<Named> key) {
      if (!url.isOneOf(settings.allowedHosts())) {
        throw refused(
            "env_vars",
            "may not point %s at that host: the operator of the manager must list it in %s"
                .formatted(named.variable(), ALLOWED_HOSTS));
      }
      if (key.isEmpty() && variables.keyNeeded()) {
        throw refused(
            "env_vars",
            "must contain %s in addition to %s: keys of the process are not sent to an agent's own server"
                .formatted(keyNames(), named.variable()));
      }
      return endpoint(
          url, key, "the server that " + named.variable() + " in env_vars names", Optional.empty());
    }

    private Endpoint endpoint(
        BaseUrl base, Optional<Named> key, String described, Optional<String> shownHost) {
      Optional<Secret> secret = key.map(named -> new Secret(named.value()));
      return new Endpoint(
          config.llmProvider(),
          base,
          variables.keyNeeded() ? secret.or(() -> Optional.of(NO_KEY)) : secret,
          key.map(Named::variable).orElseGet(this::keyNames),
          apiVersion(),
          described,
          shownHost);
    }

    private Optional<Named> sharedKey() {
      Optional<Named> key = variables.key(settings.variables());
      key.ifPresent(
          named -> check(named, "llm_provider", "is " + provider() + ", but the process has"));
      return key;
    }

    private String apiVersion() {
      Optional<Named> own = ProviderVariables.find(config.envVars(), ProviderVariables.API_VERSION);
      String version =
          own.or(() -> ProviderVariables.find(settings.variables(), ProviderVariables.API_VERSION))
              .map(named -> named.value().strip())
              .orElse(AZURE_VERSION);
      if (config.llmProvider() == LlmProvider.AZURE_OPENAI && !VERSION.matcher(version).matches()) {
        throw refused(
            own.isPresent() ? "env_vars" : "llm_provider",
            "needs an %s such as %s".formatted(ProviderVariables.API_VERSION, AZURE_VERSION));
      }
      return version;
    }

    private BaseUrl sharedUrl(Named named) {
      return BaseUrl.parse(named.value())
          .orElseThrow(
              () ->
                  refused(
                      "llm_provider",
                      "is %s, but %s in the manager's environment is not an %s"
                          .formatted(provider(), named.variable(), BaseUrl.ALLOWED)));
    }

    private static BaseUrl ownUrl(Named named) {
      return BaseUrl.parse(named.value())
          .orElseThrow(
              () ->
                  refused(
                      "env_vars",
                      "must set %s to an %s".formatted(named.variable(), BaseUrl.ALLOWED)));
    }

    private InvalidFieldsException noKey() {
      return missing("key", keyNames());
    }

    private InvalidFieldsException noAddress() {
      return missing("endpoint", variables.address());
    }

    private InvalidFieldsException missing(String what, String variable) {
      return refused(
          "llm_provider",
          "is %s, but there is no %s: set %s in the manager's environment or in the agent's env_vars"
              .formatted(provider(), what, variable));
    }

    private String provider() {
      return WireName.of(config.llmProvider());
    }

    private String keyNames() {
      return String.join(" or ", variables.keys());
    }
  }

  /** Rejects a key with invalid characters: a line break would start a new header. */
  private static void check(Named key, String field, String beginning) {
    if (!HEADER_SAFE.matcher(key.value()).matches()) {
      throw refused(
          field,
          "%s an %s with a space, a line break or another invalid character"
              .formatted(beginning, key.variable()));
    }
  }

  private static InvalidFieldsException refused(String field, String message) {
    return new InvalidFieldsException(List.of(new FieldError(field, message)));
  }
}
