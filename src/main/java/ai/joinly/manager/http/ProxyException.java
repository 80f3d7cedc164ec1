package ai.joinly.manager.http;

import ai.joinly.manager.net.ProxyServer;
import java.util.Optional;

/** A proxy that did not lead to the server. The message names it, without user and password. */
public final class ProxyException extends RuntimeException {
  private final boolean passing;

  private ProxyException(String sentence, boolean passing, Optional<Throwable> cause) {
    super(sentence, cause.orElse(null));
    this.passing = passing;
  }

  static ProxyException unreachable(ProxyServer proxy, Throwable cause) {
    return new ProxyException(
        "the proxy at "
            + proxy
            + " cannot be reached; check HTTPS_PROXY, HTTP_PROXY and that it runs",
        true,
        Optional.of(cause));
  }

  /**
   * A proxy that answered with an error.
   *
   * @param status of its answer
   */
  public static ProxyException refused(ProxyServer proxy, int status) {
    String advice =
        switch (status) {
          case 407 -> "check the user and the password in HTTPS_PROXY or HTTP_PROXY";
          case 403, 405 -> "it does not allow this server; ask who runs it, or list it in NO_PROXY";
          default -> "check that it can reach the server, or list the server in NO_PROXY";
        };
    return new ProxyException(
        "the proxy at %s refused the connection (%s); %s".formatted(proxy, status, advice),
        status >= 500,
        Optional.empty());
  }

  /** Whether another attempt may help. */
  public boolean isPassing() {
    return passing;
  }
}
