package ai.joinly.manager.api.http;

import ai.joinly.manager.api.framing.SlowBodies;
import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Response to a client that sends its body too slowly. Thread-safe. */
public final class SlowBodyAnswer implements SlowBodies {
  private static final ApiError ERROR =
      new ApiError(
          Status.REQUEST_TIMEOUT_408,
          "body_too_slow",
          "The body took too long to arrive; send the request again without pauses.");

  private final RequestObserver observer;

  public SlowBodyAnswer(RequestObserver observer) {
    this.observer = observer;
  }

  @Override
  public byte[] answer(String method) {
    observer.onRequest(
        RequestRecord.method(method), RequestRecord.NO_ROUTE, ERROR.status().code(), 0);
    byte[] body = ERROR.json(Optional.empty());
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.writeBytes(
        """
        HTTP/1.1 408 Request Timeout\r
        Connection: close\r
        Content-Type: application/json\r
        Content-Length: %s\r
        Cache-Control: no-store\r
        X-Content-Type-Options: nosniff\r
        \r
        """
            .formatted(body.length)
            .getBytes(StandardCharsets.US_ASCII));
    answer.writeBytes(body);
    return answer.toByteArray();
  }
}
