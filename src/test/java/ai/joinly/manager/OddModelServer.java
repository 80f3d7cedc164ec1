package ai.joinly.manager;

import ai.joinly.manager.domain.Secret;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that speaks the protocols of all providers and answers as a test wants it. */
final class OddModelServer implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  /** A protocol. */
  enum Wire {
    CHAT_COMPLETIONS,
    MESSAGES,
    GENERATE_CONTENT
  }

  /** A request; {@code text} is its whole body. */
  record Asked(Wire wire, JsonNode body, String text) {
    boolean hasTools() {
      return !body.path("tools").isEmpty();
    }
  }

  /** What the server answers to it. */
  record Reply(int status, String body) {}

  final List<Asked> requests = new CopyOnWriteArrayList<>();
  volatile Function<Asked, Reply> model = asked -> text(asked, "It is four.");

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  OddModelServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  String hostAndPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  Map<String, Secret> variables() {
    Secret base = new Secret("http://" + hostAndPort());
    Secret key = new Secret("test");
    return Map.of(
        "OPENAI_BASE_URL", new Secret(base.value() + "/v1"),
        "OPENAI_API_KEY", key,
        "OLLAMA_URL", base,
        "ANTHROPIC_BASE_URL", base,
        "ANTHROPIC_API_KEY", key,
        "GOOGLE_GEMINI_BASE_URL", base,
        "GOOGLE_API_KEY", key,
        "AZURE_OPENAI_ENDPOINT", base,
        "AZURE_OPENAI_API_KEY", key);
  }

  /** An answer in words. */
  static Reply text(Asked asked, String words) {
    String text = quoted(words);
    return switch (asked.wire()) {
      case CHAT_COMPLETIONS ->
          completion("{\"role\":\"assistant\",\"content\":%s}".formatted(text), "stop");
      case MESSAGES -> message("{\"type\":\"text\",\"text\":%s}".formatted(text), "end_turn");
      case GENERATE_CONTENT ->
          content("{\"role\":\"model\",\"parts\":[{\"text\":%s}]}".formatted(text));
    };
  }

  /** An answer in which there is nothing. */
  static Reply empty(Asked asked) {
    return switch (asked.wire()) {
      case CHAT_COMPLETIONS -> completion("{\"role\":\"assistant\",\"content\":null}", "stop");
      case MESSAGES -> message("", "end_turn");
      case GENERATE_CONTENT -> content("{\"role\":\"model\"}");
    };
  }

  /** An answer that calls {@code speak_text} and {@code end_turn}. */
  static Reply speech(Asked asked, String words) {
    String arguments = "{\"text\":%s}".formatted(quoted(words));
    return switch (asked.wire()) {
      case CHAT_COMPLETIONS ->
          completion(
              """
              {"role":"assistant","content":null,"tool_calls":[
                {"id":"call_1","type":"function","function":{"name":"speak_text","arguments":%s}},
                {"id":"call_2","type":"function","function":{"name":"end_turn","arguments":"{}"}}]}
              """
                  .formatted(quoted(arguments)),
              "tool_calls");
      case MESSAGES ->
          message(
              """
              {"type":"tool_use","id":"toolu_1","name":"speak_text","input":%s},
              {"type":"tool_use","id":"toolu_2","name":"end_turn","input":{}}
              """
                  .formatted(arguments),
              "tool_use");
      case GENERATE_CONTENT ->
          content(
              """
              {"role":"model","parts":[{"functionCall":{"name":"speak_text","args":%s}},
                {"functionCall":{"name":"end_turn","args":{}}}]}
              """
                  .formatted(arguments));
    };
  }

  private static Reply completion(String message, String reason) {
    return new Reply(
        200,
        """
        {"id":"1","object":"chat.completion","created":1,"model":"m",
         "choices":[{"index":0,"message":%s,"finish_reason":"%s"}],
         "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
        """
            .formatted(message, reason));
  }

  /** An answer of Anthropic with {@code blocks}. */
  static Reply message(String blocks, String reason) {
    return new Reply(
        200,
        """
        {"id":"1","type":"message","role":"assistant","model":"m","content":[%s],
         "stop_reason":"%s","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}
        """
            .formatted(blocks, reason));
  }

  private static Reply content(String content) {
    return new Reply(
        200,
        """
        {"candidates":[{"content":%s,"finishReason":"STOP","index":0}],
         "usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2}}
        """
            .formatted(content));
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Wire wire =
        path.endsWith("/chat/completions")
            ? Wire.CHAT_COMPLETIONS
            : path.endsWith("/messages") ? Wire.MESSAGES : Wire.GENERATE_CONTENT;
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Asked asked = new Asked(wire, JSON.readTree(text), text);
    requests.add(asked);
    Reply reply = model.apply(asked);
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(reply.status(), bytes.length);
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
