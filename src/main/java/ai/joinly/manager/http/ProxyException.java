package ai.joinly.manager.http;

import ai.joinly.manager.net.ProxyServer;
import java.util.Optional;

/**
 * Failure of a proxy to connect to the server. The message names the proxy, without user and
 * password.
 */
public final class ProxyException extends RuntimeException {
  private final boolean passing;

  private ProxyException(String message, boolean passing, Optional<Throwable> cause) {
    super(message, cause.orElse(null));
    this.passing = passing;
  }

  static ProxyException unreachable(ProxyServer proxy, Throwable cause) {
    return new ProxyException(
        "the proxy at "
            + proxy
            + " cannot be reached; check HTTPS_PROXY and HTTP_PROXY, and that the proxy runs",
        true,
        Optional.of(cause));
  }

  /**
   * Returns the exception for a proxy that answered with an error.
   *
   * @param status the status of the response
   */
  public static ProxyException refused(ProxyServer proxy, int status) {
    String advice =
        switch (status) {
          case 407 -> "check the user and the password in HTTPS_PROXY or HTTP_PROXY";
          case 403, 405 ->
              "it does not allow this server; ask its operator, or add the server to NO_PROXY";
          default -> "check that it can reach the server, or add the server to NO_PROXY";
        };
    return new ProxyException(
        "the proxy at %s refused the connection (%s); %s".formatted(proxy, status, advice),
        status >= 500,
        Optional.empty());
  }

  /** Returns whether the failure is temporary, so that a retry may succeed. */
  public boolean isPassing() {
    return passing;
  }
}
