package ai.joinly.manager.api.websocket;

import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.OwnHosts;
import ai.joinly.manager.api.http.RequestFilter;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;

/**
 * Upgrader that rejects host names that are not the manager's, as {@link RequestFilter} does for
 * other requests.
 */
public record HostCheckingUpgrader(Http1Upgrader upgrader, OwnHosts hosts)
    implements Http1Upgrader {
  @Override
  public String supportedProtocol() {
    return upgrader.supportedProtocol();
  }

  @Override
  public ServerConnection upgrade(
      ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
    if (!hosts.allows(headers)) {
      throw RefusedUpgrade.exception(ApiError.unknownHost(), prologue, headers);
    }
    return upgrader.upgrade(context, prologue, headers);
  }
}
