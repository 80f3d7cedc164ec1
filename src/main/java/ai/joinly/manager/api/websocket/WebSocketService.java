package ai.joinly.manager.api.websocket;

import ai.joinly.manager.api.WebSocketPart;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.ApiError;
import ai.joinly.manager.api.http.ApiException;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/** REST service {@code /ws}: statistics, and errors for requests without an upgrade. */
public final class WebSocketService implements HttpService {
  private static final Status UPGRADE_REQUIRED = Status.create(426, "Upgrade Required");

  private final Supplier<SocketFigures> figures;
  private final ApiCalls calls;

  public WebSocketService(WebSocketPart sockets, ApiCalls calls) {
    this.figures = sockets.figures();
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.any("/stats", new Resource(calls).get(this::stats));
    rules.any("/session", new Resource(calls).get(WebSocketService::requireUpgrade));
    rules.any("/agents/{agent_id}", new Resource(calls).get(WebSocketService::requireUpgrade));
  }

  private void stats(ServerRequest request, ServerResponse response) {
    SocketFigures now = figures.get();
    JsonResponse.send(
        request,
        response,
        Status.OK_200,
        json -> {
          json.writeStartObject();
          json.writeNumberField("total_clients", now.clients());
          json.writeNumberField("agents_monitored", now.agentsFollowed());
          json.writeEndObject();
        });
  }

  private static void requireUpgrade(ServerRequest request, ServerResponse response) {
    throw new ApiException(
        new ApiError(
                UPGRADE_REQUIRED,
                "upgrade_required",
                "This path supports only WebSocket connections.")
            .with(HeaderNames.UPGRADE, "websocket"));
  }
}
