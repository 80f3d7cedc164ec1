package ai.joinly.manager.api;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.BodyBudget;
import ai.joinly.manager.api.http.ErrorResponses;
import ai.joinly.manager.api.http.JsonBody;
import ai.joinly.manager.api.http.RequestFilter;
import ai.joinly.manager.api.observe.HealthService;
import ai.joinly.manager.api.observe.MetricsService;
import ai.joinly.manager.api.rest.AgentService;
import ai.joinly.manager.api.rest.AnalysisService;
import ai.joinly.manager.api.rest.History;
import ai.joinly.manager.api.rest.HistoryService;
import ai.joinly.manager.api.rest.MeetingService;
import ai.joinly.manager.api.rest.OperatorService;
import ai.joinly.manager.api.rest.UsageService;
import ai.joinly.manager.api.rest.VersionService;
import ai.joinly.manager.api.websocket.WebSocketService;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.json.UsageJson;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Which request goes where. */
final class WebRouting {
  private WebRouting() {}

  /** The whole REST API. */
  static HttpRouting.Builder routing(
      Agents agents,
      History history,
      WebSocketPart sockets,
      UsageJson.Costs costs,
      Settings.Connections limits,
      RequestFilter entrance,
      ErrorResponses errors,
      Monitoring monitoring) {
    ApiCalls calls = new ApiCalls();
    JsonBody bodies = new JsonBody(BodyBudget.ofHeap());
    return HttpRouting.builder()
        .addFilter(entrance)
        .error(Throwable.class, errors)
        .register(new UsageService(agents, costs, calls, monitoring.uptime()))
        .register(new AgentService(agents, bodies, calls))
        .register(new OperatorService(agents, bodies, costs, calls))
        .register(new HistoryService(agents, history, limits.longPolls(), calls))
        .register(new AnalysisService(agents, history, calls))
        .register(new MeetingService(agents, calls))
        .register(new WebSocketService(sockets, calls))
        .register(new VersionService(calls))
        .register(new HealthService(monitoring, calls))
        .register(new MetricsService(monitoring.metrics(), calls))
        .any(WebRouting::withoutSlash);
  }

  /** What is asked by those who watch the process. */
  static HttpRouting.Builder management(
      RequestFilter entrance, ErrorResponses errors, Monitoring monitoring) {
    ApiCalls calls = new ApiCalls();
    return HttpRouting.builder()
        .addFilter(entrance)
        .error(Throwable.class, errors)
        .register(new VersionService(calls))
        .register(new HealthService(monitoring, calls))
        .register(new MetricsService(monitoring.metrics(), calls))
        .any(WebRouting::withoutSlash);
  }

  /** Whether those who watch the process ask for the path. */
  static boolean isForMonitoring(String path) {
    return path.startsWith("/health") || path.equals("/metrics") || path.startsWith("/observe/");
  }

  /** Answers a path with a slash at its end as the one without. */
  private static void withoutSlash(ServerRequest request, ServerResponse response) {
    String path = request.path().rawPath();
    if (path.length() > 1 && path.endsWith("/") && !path.endsWith("//")) {
      response.reroute(path.substring(0, path.length() - 1), request.query());
    } else {
      response.next();
    }
  }
}
