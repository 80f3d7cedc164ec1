package ai.joinly.manager.mcp;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientConfig;
import java.time.Duration;

/** Makes the one HTTP client that all MCP sessions of the process share. */
public final class McpHttpClients {
  private McpHttpClients() {}

  /**
   * HTTP/1.1, direct, one connection for each request. Connections are not kept: idle ones cost
   * more than new ones, and an event stream would never give its own back.
   */
  public static Http1Client create(Duration connectTimeout) {
    return builder(connectTimeout).build();
  }

  /** The same, for one that trusts another certificate. */
  static Http1ClientConfig.Builder builder(Duration connectTimeout) {
    return Http1Client.builder()
        .shareConnectionCache(false)
        .servicesDiscoverServices(false)
        .followRedirects(false)
        .sendExpectContinue(false)
        .keepAlive(false)
        .proxy(Proxy.noProxy())
        .connectTimeout(connectTimeout)
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(connectTimeout)
                .tcpNoDelay(true)
                .socketKeepAlive(true)
                .build());
  }
}
