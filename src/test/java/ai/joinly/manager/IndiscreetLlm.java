package ai.joinly.manager;

import ai.joinly.manager.mcp.RawServer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A chat-completions server that, when it fails, tells everybody what it was sent. */
final class IndiscreetLlm implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** How it answers. */
  enum Manner {
    /** It calls the tools of {@link #calls} once for each thing that is said. */
    WELL,
    /** 401 with a quotation. */
    REFUSING,
    /** 500 with a quotation. */
    FAILING,
    /** 200 with a quotation that is no completion. */
    RAVING,
    /** A quotation that is cut off. */
    BREAKING_OFF
  }

  /** A tool to call with its arguments. */
  record Call(String tool, String arguments) {}

  private final RawServer server;
  private final AtomicInteger ids = new AtomicInteger();
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile Manner manner = Manner.WELL;
  volatile List<Call> calls = List.of();

  IndiscreetLlm() throws IOException {
    this.server = new RawServer(this::answer);
  }

  String baseUrl() {
    return server.uri("/v1").toString();
  }

  String hostAndPort() {
    return "127.0.0.1:" + server.port();
  }

  private void answer(RawServer.Request request, RawServer.Reply reply) throws IOException {
    String quotation = JSON.writeValueAsString(request.headers() + request.body());
    requests.add(quotation);
    String error = "{\"error\":{\"message\":" + quotation + ",\"type\":" + quotation + "}}";
    switch (manner) {
      case WELL ->
          reply.answer(
              200,
              "application/json",
              completion(JSON.readTree(request.body())),
              "Connection: close");
      case REFUSING -> reply.answer(401, "application/json", error, "Connection: close");
      case FAILING -> reply.answer(500, "application/json", error, "Connection: close");
      case RAVING -> reply.answer(200, "application/json", quotation, "Connection: close");
      case BREAKING_OFF ->
          reply.answer(
              200, "application/json", error.substring(0, error.length() / 2), "Connection: close");
    }
  }

  private String completion(JsonNode request) {
    JsonNode messages = request.path("messages");
    boolean asked = messages.path(messages.size() - 1).path("role").asText().equals("user");
    ObjectNode completion =
        JSON.createObjectNode().put("id", "1").put("object", "chat.completion").put("created", 1);
    completion.put("model", request.path("model").asText());
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", "tool_calls");
    ArrayNode made =
        choice
            .putObject("message")
            .put("role", "assistant")
            .putNull("content")
            .putArray("tool_calls");
    for (Call call : asked ? calls : List.of(new Call("end_turn", "{}"))) {
      made.addObject()
          .put("id", "call_" + ids.incrementAndGet())
          .put("type", "function")
          .putObject("function")
          .put("name", call.tool())
          .put("arguments", call.arguments());
    }
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
