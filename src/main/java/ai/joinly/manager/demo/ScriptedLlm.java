package ai.joinly.manager.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chat-completions server on the loopback address behind which rules think instead of a model, so
 * that all of the production path runs without a key. Thread-safe; nothing it does outlives {@link
 * #close}.
 */
public final class ScriptedLlm implements AutoCloseable {
  static final String MODEL = "scripted";
  private static final int LARGEST_REQUEST = 16 * 1024 * 1024;
  private static final int MOST_ABORTS = 1_000;
  private static final JsonMapper JSON = new JsonMapper();

  /** Microseconds since 1970, which a benchmark speaks into the meeting. */
  private static final Pattern SPOKEN_TIME = Pattern.compile("\\bt=(\\d{16})\\b");

  /** A request whose client hung up while the model was thinking. */
  public record Abort(Instant arrived, Instant hungUp) {}

  private final Duration thinkTime;
  private final WebServer server;
  private final LatencyStats latency = new LatencyStats();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong aborted = new AtomicLong();
  private final ConcurrentLinkedDeque<Abort> aborts = new ConcurrentLinkedDeque<>();

  private ScriptedLlm(int port, Duration thinkTime) {
    this.thinkTime = thinkTime;
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(port)
            .shutdownHook(false)
            .protocolsDiscoverServices(false)
            .addConnectionSelector(
                new HangUps(Http1ConnectionSelector.builder().config(Http1Config.create()).build()))
            .maxPayloadSize(LARGEST_REQUEST)
            .useNio(false) // one buffer a connection instead of two
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
   * @param thinkTime from a request to its answer
   * @throws IllegalStateException when the port is in use
   */
  public static ScriptedLlm start(int port, Duration thinkTime) {
    return new ScriptedLlm(port, thinkTime);
  }

  /** What {@code OPENAI_BASE_URL} has to be. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.port() + "/v1");
  }

  /** Chat completions asked for so far. */
  public long requests() {
    return requests.get();
  }

  /** How many clients hung up instead of waiting for the answer; seen only with a think time. */
  public long aborted() {
    return aborted.get();
  }

  /** The newest of them, oldest first. */
  public List<Abort> aborts() {
    return List.copyOf(aborts);
  }

  @Override
  public void close() {
    server.stop();
  }

  private void route(HttpRouting.Builder routing) {
    routing
        .post("/v1/chat/completions", this::complete)
        .get(
            "/v1/models",
            (request, response) ->
                send(response, Completions.models(Instant.now().getEpochSecond(), MODEL)))
        .get("/stats", (request, response) -> send(response, stats()))
        .post(
            "/stats/reset",
            (request, response) -> {
              latency.reset();
              send(response, stats());
            })
        .any(
            (request, response) ->
                refuse(response, Status.NOT_FOUND_404, "unknown_url", "Unknown request URL."));
  }

  private void complete(ServerRequest request, ServerResponse response)
      throws InterruptedException {
    String body = new String(request.content().as(byte[].class), StandardCharsets.UTF_8);
    Instant arrived = Instant.now();
    long number = requests.incrementAndGet();
    if (!request.headers().value(HeaderNames.AUTHORIZATION).orElse("").startsWith("Bearer ")) {
      refuse(response, Status.UNAUTHORIZED_401, "invalid_api_key", "No API key was provided.");
      return;
    }
    JsonNode json;
    try {
      json = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      refuse(response, Status.BAD_REQUEST_400, "invalid_json", "The body could not be parsed.");
      return;
    }
    measure(json, arrived);
    Optional<String> problem = PromptChecks.problem(json);
    if (problem.isPresent()) {
      refuse(response, Status.BAD_REQUEST_400, "invalid_value", problem.get());
      return;
    }
    ScriptedModel.Answer answer = ScriptedModel.answer(Prompt.of(json));
    if (thinkTime.isPositive()) {
      if (!HangUps.waitFor(thinkTime)) {
        noteAbort(arrived);
        throw new CloseConnectionException("the client hung up");
      }
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    send(
        response,
        Completions.completion(
            number, arrived.getEpochSecond(), json.path("model").asText(), body.length(), answer));
  }

  private void measure(JsonNode request, Instant arrived) {
    Matcher spoken = SPOKEN_TIME.matcher(Prompt.lastUserText(request));
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
    while (aborts.size() > MOST_ABORTS) {
      aborts.pollFirst();
    }
    aborted.incrementAndGet();
  }

  private ObjectNode stats() {
    return latency.toJson().put("requests", requests()).put("aborted", aborted());
  }

  private static void refuse(ServerResponse response, Status status, String code, String sentence) {
    response.status(status);
    send(response, Completions.error("invalid_request_error", code, sentence));
  }

  private static void send(ServerResponse response, JsonNode json) {
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    response.send(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
