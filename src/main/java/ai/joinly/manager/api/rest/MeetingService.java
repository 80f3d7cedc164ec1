package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.json.Json;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** REST service {@code /meetings}: the meetings that have agents. */
public final class MeetingService implements HttpService {
  private final Agents agents;
  private final ApiCalls calls;

  public MeetingService(Agents agents, ApiCalls calls) {
    this.agents = agents;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/", new Resource(calls).get(this::list));
  }

  /** Groups agents by the key of their meeting, the meeting with the oldest agent first. */
  static Map<String, List<Agent>> byMeeting(List<AgentView> views) {
    return views.stream()
        .map(AgentView::agent)
        .collect(
            Collectors.groupingBy(
                agent -> agent.address().key(), LinkedHashMap::new, Collectors.toList()));
  }

  private void list(ServerRequest request, ServerResponse response) throws IOException {
    Map<String, List<Agent>> meetings = byMeeting(agents.list(0));
    JsonResponse.stream(
        request,
        response,
        json -> {
          json.writeStartArray();
          for (List<Agent> meeting : meetings.values()) {
            write(json, meeting);
          }
          json.writeEndArray();
        });
  }

  private static void write(JsonGenerator json, List<Agent> agents) throws IOException {
    json.writeStartObject();
    json.writeStringField("url", agents.getFirst().address().shown());
    json.writeNumberField("agent_count", agents.size());
    json.writeArrayFieldStart("agent_ids");
    Instant first = agents.getFirst().createdAt();
    for (Agent agent : agents) {
      json.writeString(agent.id().value());
      first = agent.createdAt().isBefore(first) ? agent.createdAt() : first;
    }
    json.writeEndArray();
    json.writeStringField("created_at", Json.timestamp(first));
    json.writeEndObject();
  }
}
