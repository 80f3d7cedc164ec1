package ai.joinly.simulator.protocol;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/** Headers of the protocol. */
final class Headers {
  static final HeaderName SESSION_ID = HeaderNames.create("mcp-session-id");
  static final HeaderName PROTOCOL_VERSION = HeaderNames.create("mcp-protocol-version");
  static final HeaderName LAST_EVENT_ID = HeaderNames.create("last-event-id");
  static final HeaderName SETTINGS = HeaderNames.create("joinly-settings");
  static final HeaderName ACCEL_BUFFERING = HeaderNames.create("x-accel-buffering");

  private Headers() {}

  static Optional<String> of(ServerRequest request, HeaderName name) {
    return request.headers().first(name);
  }

  /** Whether an Accept header names a media type literally; the server accepts no wildcard. */
  static boolean accepts(ServerRequest request, String mediaType) {
    for (String part :
        String.join(",", request.headers().values(HeaderNames.ACCEPT)).split(",", -1)) {
      if (part.strip().startsWith(mediaType)) {
        return true;
      }
    }
    return false;
  }
}
