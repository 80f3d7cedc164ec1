package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.AgentRefusedException;
import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.Agents.AgentPage;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.agent.Agents.Creation;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.http.ItemBuffer;
import ai.joinly.manager.api.http.JsonBody;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentId;
import ai.joinly.manager.domain.agent.IdempotencyKey;
import ai.joinly.manager.json.AgentConfigJson;
import ai.joinly.manager.json.AgentJson;
import ai.joinly.manager.json.AgentRequest;
import ai.joinly.manager.json.CanonicalJson;
import ai.joinly.manager.json.ConfigPatch;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** REST service {@code /agents}. */
public final class AgentService implements HttpService {
  private static final System.Logger LOGGER = System.getLogger(AgentService.class.getName());
  private static final int SHOWN_LINES = 100;
  private static final int MAX_LINES = 1000;
  private static final Pattern POSITIVE = Pattern.compile("0*[1-9][0-9]*");

  private final Agents agents;
  private final JsonBody bodies;
  private final ApiCalls calls;

  public AgentService(Agents agents, JsonBody bodies, ApiCalls calls) {
    this.agents = agents;
    this.bodies = bodies;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/", new Resource(calls).get(this::list).post(this::create));
    rules.any(
        "/{agent_id}",
        new Resource(calls).get(this::show).patch(this::change).delete(this::delete));
    rules.any("/{agent_id}/start", new Resource(calls).post(this::start));
    rules.any("/{agent_id}/stop", new Resource(calls).post(this::stop));
    rules.any("/{agent_id}/join-meeting", new Resource(calls).post(this::join));
    rules.any("/{agent_id}/logs", new Resource(calls).get(this::logs));
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    AgentPage page = agents.list(AgentListRequest.read(request.query(), SHOWN_LINES));
    page.next()
        .ifPresent(
            next ->
                response.header(
                    HeaderValues.create(
                        HeaderNames.LINK, AgentListRequest.linkToNext(request.query(), next))));
    JsonResponse.streamList(
        request, response, page.agents(), AgentService::write, AgentService::writeUnshown);
  }

  private void create(ServerRequest request, ServerResponse response) throws AgentRefusedException {
    ObjectNode body = bodies.read(request);
    AgentRequest asked = AgentConfigJson.readRequest(body);
    Creation creation = create(body, asked, IdempotencyHeader.read(request));
    AgentView view = creation.view();
    List<String> warnings = new ArrayList<>(asked.warnings());
    warnings.addAll(view.warnings());
    response.header(
        HeaderValues.create(HeaderNames.LOCATION, "/agents/" + view.agent().id().value()));
    JsonResponse.send(
        request,
        response,
        creation.isNew() ? Status.CREATED_201 : Status.OK_200,
        json -> AgentJson.write(json, view.agent(), view.logs(), warnings));
  }

  private Creation create(ObjectNode body, AgentRequest asked, Optional<String> key)
      throws AgentRefusedException {
    return key.isPresent()
        ? agents.create(asked.config(), IdempotencyKey.of(key.get(), CanonicalJson.of(body)))
        : new Creation(agents.create(asked.config()), true);
  }

  private void change(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    AgentId id = AgentPath.id(request);
    AgentView view = agents.change(id, ConfigPatch.read(bodies.read(request)));
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> AgentJson.write(json, view.agent(), view.logs(), view.warnings()));
  }

  private void show(ServerRequest request, ServerResponse response) {
    AgentView view = find(request, SHOWN_LINES);
    ItemBuffer<AgentView> buffer =
        new ItemBuffer<>(AgentService::write, AgentService::writeUnshown);
    buffer.write(view);
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    JsonResponse.sendBytes(request, response, buffer.line());
  }

  private static void write(JsonGenerator json, AgentView view) throws IOException {
    AgentJson.write(json, view.agent(), view.logs());
  }

  private static void writeUnshown(JsonGenerator json, AgentView view) throws IOException {
    LOGGER.log(
        Level.WARNING, "The agent {0} cannot be shown with its configuration", view.agent().id());
    AgentJson.writeUnshown(json, view.agent());
  }

  private void delete(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    agents.delete(AgentPath.id(request));
    JsonResponse.sendMessage(request, response, "Agent deleted successfully");
  }

  private void start(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    boolean changed = agents.start(AgentPath.id(request));
    sendChange(
        request,
        response,
        "Agent started successfully",
        changed ? Optional.empty() : Optional.of("The agent is running already."));
  }

  private void stop(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    boolean changed = agents.stop(AgentPath.id(request));
    sendChange(
        request,
        response,
        "Agent stopped successfully",
        changed ? Optional.empty() : Optional.of("The agent was not running."));
  }

  /**
   * Sends the message, which clients of the Go backend expect in both cases.
   *
   * @param unchanged the reason if the command had no effect
   */
  private static void sendChange(
      ServerRequest request, ServerResponse response, String message, Optional<String> unchanged) {
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeStringField("message", message);
          json.writeBooleanField("changed", unchanged.isEmpty());
          if (unchanged.isPresent()) {
            json.writeStringField("note", unchanged.get());
          }
          json.writeEndObject();
        });
  }

  private void join(ServerRequest request, ServerResponse response)
      throws AgentRefusedException, InterruptedException {
    agents.join(AgentPath.id(request));
    JsonResponse.sendMessage(request, response, "Join meeting initiated");
  }

  private void logs(ServerRequest request, ServerResponse response) throws IOException {
    AgentView view = find(request, lines(request));
    JsonResponse.stream(
        request,
        response,
        json -> {
          json.writeStartObject();
          json.writeFieldName("logs");
          AgentJson.writeLogs(json, view.logs());
          json.writeEndObject();
        });
  }

  private AgentView find(ServerRequest request, int lines) {
    return agents
        .find(AgentPath.id(request), lines)
        .orElseThrow(() -> new ApiException(ApiError.unknownAgent()));
  }

  private static int lines(ServerRequest request) {
    QueryNames.check(request.query(), "lines");
    if (!request.query().contains("lines")) {
      return SHOWN_LINES;
    }
    String lines = request.query().first("lines").orElse("");
    if (!POSITIVE.matcher(lines).matches()) {
      throw new InvalidFieldsException(
          List.of(new FieldError("lines", "must be a positive whole number")));
    }
    String digits = lines.replaceFirst("^0+", "");
    return digits.length() > 4 ? MAX_LINES : Math.min(MAX_LINES, Integer.parseInt(digits));
  }
}
