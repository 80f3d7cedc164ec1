package ai.joinly.manager.mcp;

import java.util.stream.Stream;

/**
 * A way to say that a session is not known.
 *
 * @param body with {@code #} for the id of the request
 */
public record LostSessionForm(int status, String type, String body) {
  private static final String JSON = "application/json";

  /** The forms seen at servers. */
  public static Stream<LostSessionForm> all() {
    return Stream.of(
        new LostSessionForm(404, "text/plain", "Session not found"),
        new LostSessionForm(404, JSON, error(-32_001, "null")),
        new LostSessionForm(400, "text/plain", "Bad Request: No valid session ID provided"),
        new LostSessionForm(400, JSON, error(-32_001, "null")),
        new LostSessionForm(401, JSON, "{\"detail\":\"Invalid or expired session\"}"),
        new LostSessionForm(500, JSON, error(-32_001, "null")),
        new LostSessionForm(200, JSON, error(-32_001, "#")),
        new LostSessionForm(200, JSON, error(-32_600, "\"server-error\"")),
        new LostSessionForm(
            200,
            JSON,
            "{\"id\":#,\"error\":{\"code\":-32002,\"message\":\"Server not initialized\"}}"),
        new LostSessionForm(200, "text/event-stream", "data: " + error(-32_001, "#") + "\n\n"));
  }

  private static String error(int code, String id) {
    return "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"Session not found\"}}"
        .formatted(id, code);
  }

  /** Answers {@code request}, which names a session, so. */
  public void answer(RawServer.Request request, RawServer.Reply reply) throws Exception {
    String id =
        new com.fasterxml.jackson.databind.json.JsonMapper()
            .readTree(request.body())
            .path("id")
            .asText("null");
    reply.answer(status, type, body.replace("#", id.isEmpty() ? "null" : id));
  }
}
