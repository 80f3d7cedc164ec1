package ai.joinly.manager.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Handler of all methods of a path. It rejects other methods with the list of the allowed ones,
 * which the web server does not do.
 */
public final class Resource implements Handler {
  private final ApiCalls calls;

  /** By method; filled before the server starts. */
  private final Map<Method, Handler> handlers = new LinkedHashMap<>();

  public Resource(ApiCalls calls) {
    this.calls = calls;
  }

  public Resource get(Handler handler) {
    handlers.put(Method.GET, handler);
    handlers.put(Method.HEAD, handler);
    return this;
  }

  public Resource post(Handler handler) {
    handlers.put(Method.POST, handler);
    return this;
  }

  public Resource patch(Handler handler) {
    handlers.put(Method.PATCH, handler);
    return this;
  }

  public Resource delete(Handler handler) {
    handlers.put(Method.DELETE, handler);
    return this;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws Exception {
    calls.count(request);
    Method method = request.prologue().method();
    Optional<Handler> handler = Optional.ofNullable(handlers.get(method));
    if (handler.isPresent()) {
      handler.get().handle(request, response);
    } else if (method.equals(Method.OPTIONS)) {
      response.header(HeaderValues.create(HeaderNames.ALLOW, allowed()));
      response.status(Status.NO_CONTENT_204).send();
    } else {
      throw new ApiException(ApiError.wrongMethod(allowed()));
    }
  }

  private String allowed() {
    return handlers.keySet().stream().map(Method::text).collect(Collectors.joining(", "))
        + ", OPTIONS";
  }
}
