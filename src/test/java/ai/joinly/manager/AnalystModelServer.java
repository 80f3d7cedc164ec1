package ai.joinly.manager;

import ai.joinly.manager.agent.RuleAnalyst;
import ai.joinly.manager.llm.ChatMessage;
import ai.joinly.manager.llm.LlmReply;
import ai.joinly.manager.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A chat-completions server behind which a {@link RuleAnalyst} thinks. */
final class AnalystModelServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  final List<JsonNode> requests = new CopyOnWriteArrayList<>();

  /** Whether keys are refused. */
  volatile boolean refuses;

  private final RuleAnalyst analyst = new RuleAnalyst();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  AnalystModelServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::complete);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private void complete(HttpExchange exchange) throws IOException {
    JsonNode request = JSON.readTree(exchange.getRequestBody());
    requests.add(request);
    if (refuses) {
      send(exchange, 401, "{\"error\":{\"message\":\"no\",\"code\":\"invalid_api_key\"}}");
      return;
    }
    JsonNode messages = request.path("messages");
    LlmReply reply =
        analyst.complete(
            new LlmRequest(
                messages.path(0).path("content").asText(),
                List.of(
                    new ChatMessage.User(
                        messages.path(messages.size() - 1).path("content").asText())),
                List.of()));
    ObjectNode answer = JSON.createObjectNode().put("id", "1").put("object", "chat.completion");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    choice
        .put("finish_reason", "stop")
        .putObject("message")
        .put("role", "assistant")
        .put("content", reply.message().text().orElseThrow());
    answer.putObject("usage").put("prompt_tokens", 100).put("completion_tokens", 10);
    send(exchange, 200, answer.toString());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (exchange) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
