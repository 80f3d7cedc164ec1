package ai.joinly.simulator.protocol;

import ai.joinly.simulator.Environment;
import ai.joinly.simulator.Gate;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Routes every request by its path, and applies the faults that concern all requests. */
public final class RequestHandler implements Handler {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Environment environment;
  private final McpEndpoint mcp;
  private final Gate freeze;
  private final Handler control;
  private volatile boolean broken;

  public RequestHandler(Environment environment, McpEndpoint mcp, Gate freeze, Handler control) {
    this.environment = environment;
    this.mcp = mcp;
    this.freeze = freeze;
    this.control = control;
  }

  /** Breaks the connection of every blocked request. */
  public void breakOff() {
    broken = true;
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws Exception {
    try {
      route(request, response);
    } catch (InterruptedException e) { // the server is being stopped
      Thread.currentThread().interrupt();
      throw new BodyBrokenException();
    }
  }

  private void route(ServerRequest request, ServerResponse response) throws Exception {
    String path = request.path().rawPath();
    if (path.startsWith("/simulator/")) {
      control.handle(request, response);
      return;
    }
    freeze.pass();
    if (broken) {
      throw new BodyBrokenException();
    }
    if (environment.faults().unavailable()) {
      text(response, Status.SERVICE_UNAVAILABLE_503, "Service Unavailable");
      return;
    }
    String own = environment.options().newerServer() ? "/mcp" : "/mcp/";
    switch (path) {
      case "/health" -> health(request, response);
      case "/health/" -> redirect(request, response, "/health");
      case "/mcp", "/mcp/" -> {
        if (path.equals(own)) {
          mcp.handle(request, response);
        } else {
          redirect(request, response, own);
        }
      }
      default -> text(response, Status.NOT_FOUND_404, "Not Found");
    }
  }

  private static void health(ServerRequest request, ServerResponse response) {
    Method method = request.prologue().method();
    byte[] body = "{\"status\":\"healthy\"}".getBytes(StandardCharsets.US_ASCII);
    if (method.equals(Method.GET)) {
      response.header(HeaderNames.CONTENT_TYPE, "application/json").send(body);
    } else if (method.equals(Method.HEAD)) {
      response.header(HeaderNames.CONTENT_TYPE, "application/json");
      response.headers().contentLength(body.length);
      response.send();
    } else {
      response.header(HeaderNames.ALLOW, "GET, HEAD");
      text(response, Status.METHOD_NOT_ALLOWED_405, "Method Not Allowed");
    }
  }

  private static void redirect(ServerRequest request, ServerResponse response, String path) {
    Optional<String> host = Headers.of(request, HeaderNames.HOST);
    response
        .status(Status.TEMPORARY_REDIRECT_307)
        .header(HeaderNames.LOCATION, host.map(h -> "http://" + h).orElse("") + path)
        .send();
  }

  private static void text(ServerResponse response, Status status, String text) {
    response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, TEXT)
        .send(text.getBytes(StandardCharsets.US_ASCII));
  }
}
