package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Json;
import ai.joinly.simulator.SessionRegistry;
import ai.joinly.simulator.SimulatorOptions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Answers the protocol's methods. */
public final class McpMethods {
  private static final String LATEST_VERSION = "2025-06-18";
  static final Set<String> VERSIONS = Set.of("2024-11-05", "2025-03-26", LATEST_VERSION);
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:\\S+");

  private final Environment environment;
  private final SessionRegistry registry;
  private final Tools tools;

  public McpMethods(Environment environment, SessionRegistry registry, Tools tools) {
    this.environment = environment;
    this.registry = registry;
    this.tools = tools;
  }

  /** Handles a request; the answer may be sent later, by another thread. */
  void request(McpSession session, Incoming.Request request) {
    if (request.method().equals("initialize")) {
      initialize(session, request);
      return;
    }
    JsonNode id = request.id();
    JsonNode params = request.params();
    if (session.handshake != McpSession.Handshake.DONE) {
      session.answer(id, JsonRpc.invalidParams(id));
      return;
    }
    switch (request.method()) {
      case "ping" -> session.answer(id, JsonRpc.result(id, Json.object()));
      case "tools/list" -> session.answer(id, JsonRpc.result(id, ToolCatalog.list()));
      case "resources/list" -> session.answer(id, JsonRpc.result(id, Resources.list()));
      case "resources/templates/list" -> session.answer(id, emptyList(id, "resourceTemplates"));
      case "prompts/list" -> session.answer(id, emptyList(id, "prompts"));
      case "prompts/get" -> prompt(session, id, params);
      case "logging/setLevel" -> notFound(session, id, params.path("level").isTextual());
      case "completion/complete" ->
          notFound(session, id, params.path("ref").isObject() && params.has("argument"));
      case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
          resource(session, request);
      case "tools/call" -> tool(session, id, params);
      default -> session.answer(id, JsonRpc.invalidParams(id));
    }
  }

  private void initialize(McpSession session, Incoming.Request request) {
    JsonNode id = request.id();
    JsonNode params = request.params();
    if (!params.path("protocolVersion").isTextual()
        || !params.path("capabilities").isObject()
        || !params.path("clientInfo").isObject()) {
      session.answer(id, JsonRpc.invalidParams(id));
      return;
    }
    String asked = params.get("protocolVersion").asText();
    ObjectNode answer =
        JsonRpc.result(id, serverInfo(VERSIONS.contains(asked) ? asked : LATEST_VERSION));
    var ignored =
        session.started.thenAccept(
            start -> {
              switch (start) {
                case OK -> {
                  session.handshake = McpSession.Handshake.INITIALIZED_BY_SERVER;
                  session.answer(id, answer);
                }
                case FAILED -> session.answerBreaksOff(id);
                case ABORTED -> {} // its streams have been ended
              }
            });
  }

  private ObjectNode serverInfo(String version) {
    boolean newer = environment.options().newerServer();
    ObjectNode info = Json.object().put("protocolVersion", version);
    ObjectNode capabilities = info.putObject("capabilities");
    capabilities.putObject("experimental").putObject("joinly_ui_update");
    capabilities.putObject("prompts").put("listChanged", true);
    capabilities.putObject("resources").put("subscribe", false).put("listChanged", true);
    capabilities.putObject("tools").put("listChanged", true);
    if (newer) {
      ObjectNode tasks = capabilities.putObject("tasks");
      tasks.putObject("list");
      tasks.putObject("cancel");
      ObjectNode requests = tasks.putObject("requests");
      requests.putObject("tools").putObject("call");
      requests.putObject("prompts").putObject("get");
      requests.putObject("resources").putObject("read");
    }
    info.putObject("serverInfo").put("name", "joinly").put("version", newer ? "2.14.7" : "1.12.0");
    return info;
  }

  private static ObjectNode emptyList(JsonNode id, String name) {
    ObjectNode result = Json.object();
    result.putArray(name);
    return JsonRpc.result(id, result);
  }

  private static void prompt(McpSession session, JsonNode id, JsonNode params) {
    session.answer(
        id,
        params.path("name").isTextual()
            ? JsonRpc.error(id, 0, "Unknown prompt: " + params.get("name").asText())
            : JsonRpc.invalidParams(id));
  }

  private static void notFound(McpSession session, JsonNode id, boolean valid) {
    session.answer(
        id,
        valid
            ? JsonRpc.error(id, JsonRpc.METHOD_NOT_FOUND, "Method not found")
            : JsonRpc.invalidParams(id));
  }

  private void resource(McpSession session, Incoming.Request request) {
    JsonNode id = request.id();
    String uri = request.params().path("uri").asText("");
    if (!URI.matcher(uri).matches()) {
      session.answer(id, JsonRpc.invalidParams(id));
      return;
    }
    switch (request.method()) {
      case "resources/read" -> session.answer(id, Resources.read(id, uri, session.room()));
      case "resources/subscribe" -> {
        registry.subscriptionTarget().ifPresent(room -> room.subscribe(uri, session));
        session.answer(id, JsonRpc.result(id, Json.object()));
      }
      default -> {
        registry.subscriptionTarget().ifPresent(room -> room.unsubscribe(uri));
        session.answer(id, JsonRpc.result(id, Json.object()));
      }
    }
  }

  private void tool(McpSession session, JsonNode id, JsonNode params) {
    JsonNode name = params.path("name");
    JsonNode given = params.path("arguments");
    if (!name.isTextual() || !(given.isObject() || given.isNull() || given.isMissingNode())) {
      session.answer(id, JsonRpc.invalidParams(id));
      return;
    }
    JsonNode arguments = given.isObject() ? given : Json.object();
    session.log(new ToolCallEntry(name.asText(), Json.text(arguments)));
    session.start(id, () -> JsonRpc.result(id, tools.call(session, name.asText(), arguments)));
  }

  /** Handles a notification. */
  void notification(McpSession session, Incoming.Notification notification) {
    switch (notification.method()) {
      case "notifications/initialized" -> {
        if (session.handshake == McpSession.Handshake.INITIALIZED_BY_SERVER) {
          session.handshake = McpSession.Handshake.DONE;
          environment.changes().happened();
        }
      }
      case "notifications/cancelled" -> cancel(session, notification.params().path("requestId"));
      case "notifications/joinly_ui_update" -> animate(notification.params().path("content"));
      default -> {} // accepted and ignored
    }
  }

  /** Cancels a call; on the older server this ends the entire session. */
  private void cancel(McpSession session, JsonNode requestId) {
    SimulatorOptions options = environment.options();
    Optional<Thread> call = session.answerCancelled(requestId);
    if (call.isPresent()) {
      if (options.cancelEndsSession() && !options.newerServer()) {
        registry.crash(session);
      } else {
        call.get().interrupt();
      }
    }
  }

  private void animate(JsonNode content) {
    String animation = content.path("animation").asText("");
    boolean known =
        content.path("animation").isNull() || Set.of("thinking", "busy").contains(animation);
    if (content.path("type").asText().equals("animation") && known) {
      registry
          .subscriptionTarget()
          .ifPresent(room -> room.show(content.path("animation").isNull() ? "none" : animation));
      environment.changes().happened();
    }
  }
}
