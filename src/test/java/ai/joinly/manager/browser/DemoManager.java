package ai.joinly.manager.browser;

import ai.joinly.manager.Application;
import ai.joinly.manager.config.DemoSettings;
import ai.joinly.manager.config.Settings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A manager with its demo on a free port. */
final class DemoManager implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Application application;
  private final HttpClient http = HttpClient.newHttpClient();

  DemoManager() throws Exception {
    Settings defaults = Settings.defaults();
    Settings.Server server = defaults.server();
    application =
        Application.start(
            defaults
                .with(
                    new Settings.Server(
                        "127.0.0.1",
                        0,
                        server.origins(),
                        server.webSocketWindow(),
                        server.webSocketStall(),
                        server.webSocketClients()))
                .with(new DemoSettings(true, DemoSettings.Model.SCRIPTED)));
  }

  int port() {
    return application.port();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** Creates an agent in the meeting in which only tests speak. */
  String create(String name) throws Exception {
    return create(name, "quiet_meeting_url");
  }

  /** Creates an agent in a meeting with the demo's script. */
  String createTalking(String name) throws Exception {
    return create(name, "meeting_url");
  }

  private String create(String name, String meeting) throws Exception {
    String url = call("GET", "/demo", null).get(meeting).asText();
    ObjectNode body =
        JSON.createObjectNode().put("name", name).put("meeting_url", url).put("analysis", true);
    return call("POST", "/agents", body).get("id").asText();
  }

  void say(String agent, String speaker, String text) throws Exception {
    call(
        "POST",
        "/demo/say",
        JSON.createObjectNode().put("agent_id", agent).put("speaker", speaker).put("text", text));
  }

  JsonNode agent(String id) throws Exception {
    return call("GET", "/agents/" + id, null);
  }

  JsonNode call(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(path)))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw new AssertionError(method + " " + path + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    application.close();
    http.shutdownNow();
  }
}
