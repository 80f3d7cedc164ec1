package ai.joinly.manager.bench.soak;

import ai.joinly.manager.bench.harness.BenchmarkException;
import ai.joinly.manager.bench.harness.Fleet;
import ai.joinly.manager.bench.harness.HttpJson;
import ai.joinly.manager.bench.harness.ManagerProcess;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Agents and WebSocket clients that come and go. A request that is not answered as it should be is
 * an error that nobody injected. For one thread.
 */
final class Churn {
  private static final int CLIENTS = 50;

  private final HttpJson http;
  private final ManagerProcess manager;
  private final URI agents;
  private final Random random = new Random(7);
  private final List<String> ids = new ArrayList<>();
  private final List<WebSocket> clients = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private int created;

  Churn(HttpJson http, ManagerProcess manager) {
    this.http = http;
    this.manager = manager;
    this.agents = manager.base().resolve("/agents");
  }

  /** A request that must be answered well. */
  private interface Request {
    void send() throws IOException, InterruptedException;
  }

  /** What went wrong. */
  List<String> errors() {
    return List.copyOf(errors);
  }

  int size() {
    return ids.size();
  }

  void fill(int count) throws InterruptedException {
    while (ids.size() < count && errors.isEmpty()) {
      create();
    }
    while (clients.size() < CLIENTS) {
      clients.add(client());
    }
  }

  /** Two agents go and two come, one stops and starts, two clients go and two come. */
  void step() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      remove(random.nextInt(ids.size()));
      create();
      WebSocket old = clients.remove(random.nextInt(clients.size()));
      if (i == 0) {
        old.abort();
      } else {
        var ignored = old.sendClose(WebSocket.NORMAL_CLOSURE, "");
      }
      clients.add(client());
    }
    String id = ids.get(random.nextInt(ids.size()));
    attempt(() -> http.post(URI.create(agents + "/" + id + "/stop"), nothing()));
    attempt(() -> http.post(URI.create(agents + "/" + id + "/start"), nothing()));
  }

  /** Looks for agents that have given up. */
  void look() throws InterruptedException {
    attempt(
        () -> {
          for (JsonNode agent : http.get(agents)) {
            if (agent.path("status").asText().equals("error")) {
              errors.add(
                  "%s is in error: %s"
                      .formatted(agent.path("id").asText(), agent.path("error_message").asText()));
            }
          }
        });
  }

  void removeAll() throws InterruptedException {
    while (!ids.isEmpty()) {
      remove(ids.size() - 1);
    }
    clients.forEach(WebSocket::abort);
  }

  private void create() throws InterruptedException {
    created++;
    int number = created;
    attempt(() -> ids.add(http.post(agents, Fleet.agent(number)).path("id").asText()));
  }

  private void remove(int index) throws InterruptedException {
    String id = ids.remove(index);
    attempt(() -> http.delete(URI.create(agents + "/" + id)));
  }

  private WebSocket client() throws InterruptedException {
    String path =
        random.nextBoolean() || ids.isEmpty()
            ? "/ws/session"
            : "/ws/agents/" + ids.get(random.nextInt(ids.size()));
    return http.open(manager.socket(path), new WebSocket.Listener() {});
  }

  private static JsonNode nothing() {
    return HttpJson.JSON.createObjectNode();
  }

  private void attempt(Request request) throws InterruptedException {
    try {
      request.send();
    } catch (IOException | BenchmarkException e) {
      errors.add(e.toString());
    }
  }
}
