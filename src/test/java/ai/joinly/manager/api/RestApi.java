package ai.joinly.manager.api;

import ai.joinly.manager.api.http.CommonHeaders;
import ai.joinly.manager.api.http.ErrorResponses;
import ai.joinly.manager.api.http.Origins;
import ai.joinly.manager.api.http.OwnHosts;
import ai.joinly.manager.api.http.RequestFilter;
import ai.joinly.manager.api.observe.Readiness;
import ai.joinly.manager.api.rest.History;
import ai.joinly.manager.api.rest.PriceList;
import ai.joinly.manager.api.websocket.SocketFigures;
import ai.joinly.manager.config.LlmPrices;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.event.EventHub;
import ai.joinly.manager.logging.StateLog;
import ai.joinly.manager.store.MemoryStore;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webclient.http1.Http1ClientRequest;
import io.helidon.webclient.http1.Http1ClientResponse;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.DirectClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The routing of the REST API over a fake fleet. Requests go to it directly, without a server and a
 * socket. Tests of connections and framing use {@link ServerUnderTest}.
 */
public final class RestApi {
  public final FakeAgents agents = new FakeAgents();
  public final AtomicReference<Instant> now = new AtomicReference<>(ServerUnderTest.START);
  public final AtomicInteger sockets = new AtomicInteger();
  public final AtomicInteger monitored = new AtomicInteger();
  public final MemoryStore store = new MemoryStore(event -> {});
  private final LlmPrices prices;
  private final DirectClient client;

  public RestApi() {
    this(Settings.defaults().prices());
  }

  public RestApi(LlmPrices prices) {
    this.prices = prices;
    this.client = new DirectClient(routing());
  }

  private HttpRouting.Builder routing() {
    Settings.Server settings = ServerUnderTest.settings(0);
    Origins origins = new Origins(settings.origins());
    OwnHosts hosts = OwnHosts.of(settings.allowedHosts(), settings.origins(), settings.host());
    CommonHeaders headers = new CommonHeaders(origins, hosts);
    RecordedRequests requests = new RecordedRequests();
    ErrorResponses errors = new ErrorResponses(headers, requests);
    return WebRouting.routing(
        agents,
        new History(store, new EventHub(), ServerUnderTest.AGENTS),
        new WebSocketPart(
            Optional.empty(),
            () -> new SocketFigures(sockets.get(), monitored.get(), 0, 0, 0, 0),
            limit -> {}),
        new PriceList(prices),
        settings.connections(),
        new RequestFilter(origins, hosts, headers, errors, requests),
        errors,
        new Monitoring(
            new Readiness(),
            List::of,
            Optional.empty(),
            requests,
            () -> Duration.between(ServerUnderTest.START, now.get()),
            new StateLog(System::nanoTime)),
        Optional.empty());
  }

  public RestResponse get(String path, String... headers) {
    return send("GET", path, "", headers);
  }

  public RestResponse post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  public RestResponse postJson(String path, String body) {
    return send("POST", path, body, "Content-Type", "application/json");
  }

  /**
   * Sends a request; without a body if {@code body} is empty.
   *
   * @param headers names and values in turn
   */
  public RestResponse send(String method, String path, String body, String... headers) {
    Http1ClientRequest request =
        client.method(Method.create(method)).skipUriEncoding(true).uri(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(HeaderNames.create(headers[i]), headers[i + 1]);
    }
    try (Http1ClientResponse response = body.isEmpty() ? request.request() : request.submit(body)) {
      String text = response.entity().hasEntity() ? response.as(String.class) : "";
      if (!text.isEmpty() && !text.endsWith("\n") && !path.contains("/health")) {
        throw new AssertionError("a response must end with a newline: " + path);
      }
      return new RestResponse(response.status().code(), text, response.headers());
    }
  }
}
