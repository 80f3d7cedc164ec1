package ai.joinly.manager.api.websocket;

import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ErrorResponses;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;

/**
 * WebSocket upgrade request that is rejected with {@code error}. It carries the error through the
 * web server to {@link ErrorResponses}; the web server's exception passes on only a status.
 */
public record RefusedUpgrade(
    ApiError error, String method, String path, ServerRequestHeaders headers)
    implements TransportRequest {

  @Override
  public String protocolVersion() {
    return "HTTP/1.1";
  }

  /** Returns the exception that rejects an upgrade. */
  static RequestException exception(ApiError error, HttpPrologue prologue, Headers headers) {
    return RequestException.builder()
        .type(EventType.OTHER)
        .status(error.status())
        .request(
            new RefusedUpgrade(
                error,
                prologue.method().text(),
                prologue.uriPath().rawPath(),
                ServerRequestHeaders.create(headers)))
        .build();
  }
}
