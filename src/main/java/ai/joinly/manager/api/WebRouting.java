package ai.joinly.manager.api;

import ai.joinly.manager.agent.Agents;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.BodyBudget;
import ai.joinly.manager.api.http.ErrorResponses;
import ai.joinly.manager.api.http.JsonBody;
import ai.joinly.manager.api.http.RequestFilter;
import ai.joinly.manager.api.http.Resource;
import ai.joinly.manager.api.observe.ObservedPaths;
import ai.joinly.manager.api.rest.AgentService;
import ai.joinly.manager.api.rest.AnalysisService;
import ai.joinly.manager.api.rest.DemoMeetings;
import ai.joinly.manager.api.rest.DemoService;
import ai.joinly.manager.api.rest.History;
import ai.joinly.manager.api.rest.HistoryService;
import ai.joinly.manager.api.rest.MeetingService;
import ai.joinly.manager.api.rest.OperatorService;
import ai.joinly.manager.api.rest.UsageService;
import ai.joinly.manager.api.rest.VersionService;
import ai.joinly.manager.api.ui.UiService;
import ai.joinly.manager.api.websocket.WebSocketService;
import ai.joinly.manager.config.Settings;
import ai.joinly.manager.json.UsageJson;
import io.helidon.http.NotFoundException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Optional;
import java.util.stream.Stream;

/** Routing of the REST API: paths and their services. */
final class WebRouting {
  private WebRouting() {}

  /** Returns the routing of the complete REST API. */
  static HttpRouting.Builder routing(
      Agents agents,
      History history,
      WebSocketPart sockets,
      UsageJson.Costs costs,
      Settings.Connections limits,
      RequestFilter entrance,
      ErrorResponses errors,
      Monitoring monitoring,
      Optional<DemoMeetings> demo) {
    ApiCalls calls = new ApiCalls();
    JsonBody bodies = new JsonBody(BodyBudget.ofHeap());
    HttpRouting.Builder routing =
        HttpRouting.builder()
            .addFilter(entrance)
            .error(Throwable.class, errors)
            .any(WebRouting::withoutEmptySegments);
    demo.ifPresent(
        meetings -> routing.register("/demo", new DemoService(agents, meetings, bodies, calls)));
    return routing
        .any("/", new Resource(calls).get(UiService.before(UsageService::greet)))
        .register("/ui", new UiService(calls))
        .register("/agents", new AgentService(agents, bodies, calls))
        .register("/agents", new OperatorService(agents, bodies, costs, calls))
        .register("/agents", new HistoryService(agents, history, limits.longPolls(), calls))
        .register("/agents", new AnalysisService(agents, history, calls))
        .register("/meetings", new MeetingService(agents, calls))
        .register("/usage", new UsageService(agents, costs, calls, monitoring.uptime()))
        .register("/ws", new WebSocketService(sockets, calls))
        .register("/version", new VersionService(calls))
        .register(new ObservedPaths(monitoring.metrics(), calls))
        .any(WebRouting::withoutSlash);
  }

  /** Returns the routing of the management port. */
  static HttpRouting.Builder management(
      RequestFilter entrance, ErrorResponses errors, Monitoring monitoring) {
    ApiCalls calls = new ApiCalls();
    return HttpRouting.builder()
        .addFilter(entrance)
        .error(Throwable.class, errors)
        .register("/version", new VersionService(calls))
        .register(new ObservedPaths(monitoring.metrics(), calls))
        .any(WebRouting::withoutSlash);
  }

  /** Returns whether a path is requested by probes and monitoring. */
  static boolean isForMonitoring(String path) {
    return Stream.of("/health", "/metrics", "/observe").anyMatch(path::startsWith);
  }

  /** Rejects a path with an empty segment, which the web server ignores within a service. */
  private static void withoutEmptySegments(ServerRequest request, ServerResponse response) {
    if (request.path().rawPath().contains("//")) {
      throw new NotFoundException("A path must not contain //");
    }
    response.next();
  }

  /** Reroutes a path with a trailing slash to the path without it. */
  private static void withoutSlash(ServerRequest request, ServerResponse response) {
    String path = request.path().rawPath();
    if (path.length() > 1 && path.endsWith("/") && !path.endsWith("//")) {
      response.reroute(path.substring(0, path.length() - 1), request.query());
    } else {
      response.next();
    }
  }
}
