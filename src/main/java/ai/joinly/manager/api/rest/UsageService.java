package ai.joinly.manager.api.rest;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.agent.Agents.AgentView;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.domain.usage.AgentUsage;
import ai.joinly.manager.json.UsageJson;
import ai.joinly.manager.process.BuildInfo;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** REST service {@code /usage}, and the service information at {@code /}. */
public final class UsageService implements HttpService {
  private final Agents agents;
  private final UsageJson.Costs costs;
  private final ApiCalls calls;
  private final Supplier<Duration> uptime;

  /**
   * @param uptime the time since the start of the manager
   */
  public UsageService(
      Agents agents, UsageJson.Costs costs, ApiCalls calls, Supplier<Duration> uptime) {
    this.agents = agents;
    this.costs = costs;
    this.calls = calls;
    this.uptime = uptime;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/", new Resource(calls).get(this::usage));
  }

  public static void greet(ServerRequest request, ServerResponse response) {
    String version = BuildInfo.current().version();
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "healthy");
          json.writeStringField("message", "Joinly Manager API is running");
          json.writeStringField("version", version);
          json.writeStringField("docs", BuildInfo.DOCS);
          json.writeEndObject();
        });
  }

  private void usage(ServerRequest request, ServerResponse response) {
    List<AgentView> views = agents.list(0);
    long active = views.stream().filter(view -> view.agent().status().isActive()).count();
    AgentUsage used = agents.usage();
    long seconds = uptime.get().toSeconds();
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeNumberField("total_agents", views.size());
          json.writeNumberField("active_agents", active);
          json.writeNumberField("total_meetings", MeetingService.byMeeting(views).size());
          json.writeNumberField("uptime_seconds", seconds);
          json.writeObjectFieldStart("api_calls");
          for (Map.Entry<String, Long> call : calls.counts().entrySet()) {
            json.writeNumberField(call.getKey(), call.getValue());
          }
          json.writeEndObject();
          UsageJson.writeFields(json, used, costs);
          json.writeEndObject();
        });
  }
}
