package ai.joinly.manager;

import ai.joinly.manager.mcp.RawServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A chat-completions server that answers whatever is said with a call of one tool. */
final class SearchingLlm implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final String tool;
  private final RawServer server;
  private final AtomicInteger ids = new AtomicInteger();

  SearchingLlm(String tool) throws IOException {
    this.tool = tool;
    this.server =
        new RawServer(
            (request, reply) ->
                reply.answer(
                    200,
                    "application/json",
                    completion(JSON.readTree(request.body())),
                    "Connection: close"));
  }

  String baseUrl() {
    return server.uri("/v1").toString();
  }

  private String completion(JsonNode request) {
    JsonNode messages = request.path("messages");
    boolean asked = messages.path(messages.size() - 1).path("role").asText().equals("user");
    boolean offered =
        request
            .path("tools")
            .valueStream()
            .anyMatch(offer -> offer.at("/function/name").asText().equals(tool));
    ObjectNode completion =
        JSON.createObjectNode().put("id", "1").put("object", "chat.completion").put("created", 1);
    completion.put("model", request.path("model").asText());
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", "tool_calls");
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message
        .putNull("content")
        .putArray("tool_calls")
        .addObject()
        .put("id", "call_" + ids.incrementAndGet())
        .put("type", "function")
        .putObject("function")
        .put("name", asked && offered ? tool : "end_turn")
        .put("arguments", asked && offered ? "{\"query\":\"the budget\"}" : "{}");
    completion
        .putObject("usage")
        .put("prompt_tokens", 1)
        .put("completion_tokens", 1)
        .put("total_tokens", 2);
    return completion.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
