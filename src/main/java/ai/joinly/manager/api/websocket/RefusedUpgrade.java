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
 * A request for a WebSocket that is answered with {@code error}. It takes the error past the web
 * server to {@link ErrorResponses}, as its own exception carries only a status that far.
 */
public record RefusedUpgrade(
    ApiError error, String method, String path, ServerRequestHeaders headers)
    implements TransportRequest {

  @Override
  public String protocolVersion() {
    return "HTTP/1.1";
  }

  /** What to throw in order to refuse an upgrade. */
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
