package ai.joinly.manager.api.framing;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;

/**
 * Request that is rejected because of its framing. It carries the message through the web server to
 * the error handler; the web server's exception passes on only a status.
 *
 * @param userMessage the message for the client; contains no data of the request
 */
public record BadRequest(Status status, String userMessage) implements TransportRequest {
  static RequestException of(String userMessage) {
    return of(Status.BAD_REQUEST_400, userMessage);
  }

  /**
   * Returns the exception that rejects the request; the connection is closed after the response.
   */
  static RequestException of(Status status, String userMessage) {
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .status(status)
        .request(new BadRequest(status, userMessage))
        .message(userMessage)
        .setKeepAlive(false)
        .build();
  }

  @Override
  public String protocolVersion() {
    return "HTTP/1.1";
  }

  @Override
  public String method() {
    return "";
  }

  @Override
  public String path() {
    return "";
  }

  @Override
  public ServerRequestHeaders headers() {
    return ServerRequestHeaders.create();
  }
}
