package ai.joinly.manager.api.framing;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;

/**
 * A request that is refused because of how it is framed. It takes the message past the web server
 * to what writes the answer, as its own exception carries only a status that far.
 *
 * @param userMessage for the client; holds nothing of what it sent
 */
public record BadRequest(Status status, String userMessage) implements TransportRequest {
  static RequestException of(String userMessage) {
    return of(Status.BAD_REQUEST_400, userMessage);
  }

  /** Returns what is thrown to refuse the request; the connection is closed after the answer. */
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
