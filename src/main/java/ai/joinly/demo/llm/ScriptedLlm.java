package ai.joinly.demo.llm;

import ai.joinly.demo.LatencyStats;
import ai.joinly.demo.llm.ChatCompletionsWire.Service;
import ai.joinly.manager.domain.Secret;
import ai.joinly.simulator.protocol.ConnectionCapture;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on the loopback address that answers by rules instead of a model, so that the full
 * production path runs without a key. It implements the protocols of all providers. Thread-safe;
 * {@link #close} ends all its activity.
 */
public final class ScriptedLlm implements AutoCloseable {
  public static final String MODEL = "scripted";

  /** Ollama's completions have a separate path, since they need no key. */
  private static final String OLLAMA = "/ollama";

  private static final int MAX_REQUEST = 16 * 1024 * 1024;
  private static final int MAX_ABORTS = 1_000;
  private static final JsonMapper JSON = new JsonMapper();

  /** Microseconds since 1970, in the speech of a benchmark's participants. */
  private static final Pattern SPOKEN_TIME = Pattern.compile("\\bt=(\\d{16})\\b");

  /** A request whose client disconnected before the answer. */
  public record Abort(Instant arrived, Instant hungUp) {}

  private final Duration thinkTime;
  private final WebServer server;
  private final LatencyStats latency = new LatencyStats();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong aborted = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicReference<Optional<String>> refusal = new AtomicReference<>(Optional.empty());
  private final ConcurrentLinkedDeque<Abort> aborts = new ConcurrentLinkedDeque<>();

  private ScriptedLlm(int port, Duration thinkTime) {
    this.thinkTime = thinkTime;
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(port)
            .shutdownHook(false)
            // It would replace the meters of a manager in this process.
            .featuresDiscoverServices(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                new ConnectionCapture(
                    Http1ConnectionSelector.builder().config(Http1Config.create()).build()))
            .maxPayloadSize(MAX_REQUEST)
            .useNio(false) // one buffer per connection instead of two
            .backlog(4_096)
            .shutdownGracePeriod(Duration.ofMillis(200))
            .connectionOptions(options -> options.tcpNoDelay(true))
            .routing(this::route)
            .build()
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("The scripted LLM's port " + port + " cannot be opened.");
    }
  }

  /**
   * Starts a server.
   *
   * @param port 0 for any free one
   * @param thinkTime time from a request to its answer
   * @throws IllegalStateException when the port is in use
   */
  public static ScriptedLlm start(int port, Duration thinkTime) {
    return new ScriptedLlm(port, thinkTime);
  }

  /** Returns the value for {@code OPENAI_BASE_URL}. */
  public URI baseUrl() {
    return url("/v1");
  }

  /** Returns variables that direct all providers to this server, with keys that are not real. */
  public Map<String, Secret> variables() {
    Map<String, Secret> variables = new HashMap<>();
    variables.put("OPENAI_BASE_URL", new Secret(baseUrl().toString()));
    variables.put("OLLAMA_URL", new Secret(url(OLLAMA).toString()));
    for (String address :
        List.of("ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "AZURE_OPENAI_ENDPOINT")) {
      variables.put(address, new Secret(url("").toString()));
    }
    for (String key :
        List.of("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "AZURE_OPENAI_API_KEY")) {
      variables.put(key, new Secret(MODEL));
    }
    return variables;
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /** Returns the number of requests. */
  public long requests() {
    return requests.get();
  }

  /** Returns the number of clients that disconnected early; counted only with a think time. */
  public long aborted() {
    return aborted.get();
  }

  /** Returns the newest early disconnects, oldest first. */
  public List<Abort> aborts() {
    return List.copyOf(aborts);
  }

  /** Makes the next {@code count} requests fail with 500. */
  public void fail(int count) {
    failures.set(count);
  }

  /** Refuses the next request with 400 and {@code sentence}. */
  public void refuse(String sentence) {
    refusal.set(Optional.of(sentence));
  }

  @Override
  public void close() {
    server.stop();
  }

  private void route(HttpRouting.Builder routing) {
    serve(routing, "/v1/chat/completions", new ChatCompletionsWire(Service.OPENAI));
    serve(routing, OLLAMA + "/v1/chat/completions", new ChatCompletionsWire(Service.OLLAMA));
    serve(
        routing,
        "/openai/deployments/{deployment}/chat/completions",
        new ChatCompletionsWire(Service.AZURE));
    serve(routing, "/v1/messages", new MessagesWire());
    serve(routing, "/v1beta/models/{call}", new GenerateContentWire());
    routing
        .get(
            "/v1/models",
            (request, response) -> send(response, ChatCompletionsWire.models(Instant.now(), MODEL)))
        .get("/stats", (request, response) -> send(response, stats()))
        .post(
            "/stats/reset",
            (request, response) -> {
              latency.reset();
              send(response, stats());
            })
        .post(
            "/fail/{count}",
            (request, response) -> {
              fail(request.path().pathParameters().first("count").asInt().get());
              send(response, stats());
            })
        .any(
            (request, response) ->
                refuse(
                    response,
                    new ChatCompletionsWire(Service.OPENAI),
                    new RefusedRequestException(
                        Status.NOT_FOUND_404, "unknown_url", "Unknown request URL.")));
  }

  private void serve(HttpRouting.Builder routing, String path, Wire wire) {
    routing.post(
        path,
        (request, response) -> {
          try {
            complete(wire, request, response);
          } catch (RefusedRequestException e) {
            refuse(response, wire, e);
          }
        });
  }

  private void complete(Wire wire, ServerRequest request, ServerResponse response)
      throws InterruptedException {
    String body = new String(request.content().as(byte[].class), StandardCharsets.UTF_8);
    Instant arrived = Instant.now();
    long number = requests.incrementAndGet();
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new RefusedRequestException(
          Status.INTERNAL_SERVER_ERROR_500, "server_error", "The server had an error.");
    }
    refusal
        .getAndSet(Optional.empty())
        .ifPresent(
            sentence -> {
              throw new RefusedRequestException(
                  Status.BAD_REQUEST_400, "invalid_request", sentence);
            });
    wire.checkHead(request);
    ModelRequest asked = wire.read(request, json(body));
    measure(asked, arrived);
    ScriptedModel.Answer answer = ScriptedModel.answer(Prompt.of(asked));
    if (thinkTime.isPositive()) {
      if (!HangUps.waitFor(thinkTime)) {
        noteAbort(arrived);
        throw new CloseConnectionException("the client hung up");
      }
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    send(
        response,
        wire.answer(
            new ModelReply(
                number, arrived, asked.model(), ModelReply.tokens(body.length()), answer)));
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new RefusedRequestException(
          Status.BAD_REQUEST_400, "invalid_json", "The body could not be parsed.");
    }
  }

  private void measure(ModelRequest request, Instant arrived) {
    Matcher spoken = SPOKEN_TIME.matcher(request.lastSaid());
    long newest = -1;
    while (spoken.find()) {
      newest = Long.parseLong(spoken.group(1));
    }
    if (newest >= 0) {
      latency.record(ChronoUnit.MICROS.between(Instant.EPOCH, arrived) - newest);
    }
  }

  private void noteAbort(Instant arrived) {
    aborts.add(new Abort(arrived, Instant.now()));
    while (aborts.size() > MAX_ABORTS) {
      aborts.pollFirst();
    }
    aborted.incrementAndGet();
  }

  private ObjectNode stats() {
    return latency.toJson().put("requests", requests()).put("aborted", aborted());
  }

  private static void refuse(ServerResponse response, Wire wire, RefusedRequestException refusal) {
    response.status(refusal.status());
    send(response, wire.error(refusal));
  }

  private static void send(ServerResponse response, JsonNode json) {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    response.send(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
