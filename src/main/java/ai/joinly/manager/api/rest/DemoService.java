package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.http.JsonBody;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.domain.FieldError;
import ai.joinly.manager.domain.InvalidFieldsException;
import ai.joinly.manager.domain.agent.AgentConfig;
import ai.joinly.manager.domain.agent.AgentId;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * REST service {@code /demo}: speaks as a participant of the demo's simulated meetings. Registered
 * only while the demo runs.
 */
public final class DemoService implements HttpService {
  private static final int MAX_SPEAKER = 60;
  private static final int MAX_TEXT = 1_000;

  private final Agents agents;
  private final DemoMeetings meetings;
  private final JsonBody bodies;
  private final ApiCalls calls;

  public DemoService(Agents agents, DemoMeetings meetings, JsonBody bodies, ApiCalls calls) {
    this.agents = agents;
    this.meetings = meetings;
    this.bodies = bodies;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/", new Resource(calls).get(this::show));
    rules.any("/say", new Resource(calls).post(this::say));
  }

  private void show(ServerRequest request, ServerResponse response) {
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("people");
          for (String name : meetings.people()) {
            json.writeString(name);
          }
          json.writeEndArray();
          json.writeStringField("meeting_url", meetings.meetingUrl());
          json.writeStringField("quiet_meeting_url", meetings.quietMeetingUrl());
          json.writeEndObject();
        });
  }

  private void say(ServerRequest request, ServerResponse response) {
    ObjectNode body = bodies.read(request);
    List<FieldError> errors = new ArrayList<>();
    String id = text(body, "agent_id", Integer.MAX_VALUE, errors);
    String speaker = text(body, "speaker", MAX_SPEAKER, errors);
    String words = text(body, "text", MAX_TEXT, errors);
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    if (!meetings.say(config(id), speaker, words)) {
      throw new ApiException(
          new ApiError(
              Status.CONFLICT_409,
              "not_in_meeting",
              "The agent is in no meeting of the demo; wait until it has joined."));
    }
    JsonResponse.sendMessage(request, response, "Said");
  }

  private AgentConfig config(String id) {
    return Optional.of(id)
        .filter(AgentId::isValid)
        .flatMap(valid -> agents.find(new AgentId(valid), 0))
        .map(view -> view.agent().config())
        .orElseThrow(() -> new ApiException(ApiError.unknownAgent()));
  }

  private static String text(ObjectNode body, String field, int longest, List<FieldError> errors) {
    JsonNode value = body.path(field);
    String text = value.isTextual() ? value.textValue().strip() : "";
    if (text.isEmpty() || text.length() > longest) {
      errors.add(
          new FieldError(
              field,
              longest == Integer.MAX_VALUE
                  ? "must be the id of an agent"
                  : "must be a string of 1 to " + longest + " characters, not blank"));
    }
    return text;
  }
}
