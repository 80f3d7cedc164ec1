package ai.joinly.training;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Client for the manager that {@link AotTraining} records; sends the requests of dashboards,
 * scripts and probes. Takes the base URL as its argument. Ends with status 0 if all requests were
 * answered.
 */
public final class AotVisitor {
  /** Number of agents to create. */
  static final int FLEET = 40;

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Long enough for representative profiles of busy agents. */
  private static final Duration BUSY = Duration.ofSeconds(25);

  /** Number of requests to each page, enough to trigger the JIT compiler. */
  private static final int ROUNDS = 100;

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

  private static final List<String> PAGES =
      List.of(
          "/",
          "/agents",
          "/meetings",
          "/usage",
          "/ws/stats",
          "/health/live",
          "/health/ready",
          "/health/started",
          "/metrics",
          "/nowhere");

  private static final List<String> PAGES_OF_AGENT =
      List.of("", "/logs", "/events?after=0", "/transcript", "/participants", "/usage");

  private final HttpClient http;
  private final String base;

  private AotVisitor(HttpClient http, String base) {
    this.http = http;
    this.base = base;
  }

  public static void main(String[] args) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      new AotVisitor(http, args[0]).visit();
    }
    System.exit(0);
  }

  private void visit() throws IOException, InterruptedException {
    PAGES.forEach(this::get);
    WebSocket socket =
        http.newWebSocketBuilder()
            .buildAsync(
                URI.create(base.replaceFirst("http", "ws") + "/ws/session"),
                new WebSocket.Listener() {})
            .join();
    List<String> agents = new ArrayList<>();
    for (int i = 0; i < FLEET; i++) {
      agents.add(create(i));
    }
    Thread.sleep(BUSY);
    for (int i = 0; i < ROUNDS; i++) {
      PAGES.forEach(this::get);
      String agent = "/agents/" + agents.get(i % FLEET);
      PAGES_OF_AGENT.forEach(page -> get(agent + page));
    }
    String first = "/agents/" + agents.getFirst();
    post(first + "/instruct", "{\"text\":\"Be brief.\"}");
    post(first + "/say", "{\"text\":\"Hello.\"}");
    post(first + "/chat", "{\"text\":\"Hello.\"}");
    post("/agents", "{\"name\":1}");
    for (String agent : agents) {
      send(request("/agents/" + agent).DELETE());
    }
    socket.abort();
  }

  private String create(int number) {
    String body =
        post(
            "/agents",
            "{\"name\":\"Joe\",\"meeting_url\":\"https://meet.google.com/aot-%s\"}"
                .formatted(number));
    Matcher id = ID.matcher(body);
    if (!id.find()) {
      throw new IllegalStateException("no agent was created");
    }
    return id.group(1);
  }

  private void get(String path) {
    send(request(path).GET());
  }

  private String post(String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
  }

  private String send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new IllegalStateException("the manager did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
