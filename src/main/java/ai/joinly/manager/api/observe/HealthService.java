package ai.joinly.manager.api.observe;

import ai.joinly.manager.api.Monitoring;
import ai.joinly.manager.api.http.ApiCalls;
import ai.joinly.manager.api.http.JsonResponse;
import ai.joinly.manager.api.http.Resource;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /health/live}, {@code /health/ready} and {@code /health/started}, for probes; also at the
 * paths where Helidon's services have them. Answered from memory: no peer is asked.
 */
public final class HealthService implements HttpService {
  private static final System.Logger LOGGER = System.getLogger(HealthService.class.getName());
  private static final List<String> ROOTS = List.of("/health", "/observe/health");

  private final Monitoring monitoring;
  private final ApiCalls calls;

  public HealthService(Monitoring monitoring, ApiCalls calls) {
    this.monitoring = monitoring;
    this.calls = calls;
  }

  @Override
  public void routing(HttpRules rules) {
    for (String root : ROOTS) {
      rules.any(root, new Resource(calls).get(this::ready));
      rules.any(root + "/live", new Resource(calls).get(this::live));
      rules.any(root + "/ready", new Resource(calls).get(this::ready));
      rules.any(root + "/started", new Resource(calls).get(this::started));
    }
  }

  /** Whoever can answer, lives. */
  private void live(ServerRequest request, ServerResponse response) {
    answer(request, response, Optional.empty(), List.of());
  }

  private void ready(ServerRequest request, ServerResponse response) {
    Optional<String> obstacle =
        switch (monitoring.readiness().phase()) {
          case STARTING -> Optional.of("The manager is starting.");
          case READY -> Optional.empty();
          case DRAINING -> Optional.of("The manager is shutting down.");
        };
    answer(request, response, obstacle, details());
  }

  private void started(ServerRequest request, ServerResponse response) {
    Optional<String> obstacle =
        switch (monitoring.readiness().phase()) {
          case STARTING -> Optional.of("The manager is starting.");
          case READY, DRAINING -> Optional.empty();
        };
    answer(request, response, obstacle, List.of());
  }

  /** A detail that cannot be had must not make a probe fail. */
  private List<HealthDetail> details() {
    try {
      return monitoring.details().get();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "The details of the health cannot be told", e);
      return List.of();
    }
  }

  private static void answer(
      ServerRequest request,
      ServerResponse response,
      Optional<String> obstacle,
      List<HealthDetail> details) {
    Status status = obstacle.isEmpty() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503;
    if (obstacle.isPresent()) {
      response.header(HeaderValues.create(HeaderNames.RETRY_AFTER, "5"));
    }
    JsonResponse.send(
        request,
        response,
        status,
        json -> {
          json.writeStartObject();
          json.writeStringField("status", obstacle.isEmpty() ? "up" : "down");
          if (obstacle.isPresent()) {
            json.writeStringField("error", obstacle.get());
          }
          if (!details.isEmpty()) {
            writeDetails(json, details);
          }
          json.writeEndObject();
        });
  }

  private static void writeDetails(JsonGenerator json, List<HealthDetail> details)
      throws IOException {
    json.writeObjectFieldStart("details");
    for (HealthDetail detail : details) {
      json.writeObjectFieldStart(detail.name());
      json.writeStringField("status", detail.status().name().toLowerCase(Locale.ROOT));
      for (Map.Entry<String, Object> fact : detail.facts().entrySet()) {
        json.writeObjectField(fact.getKey(), fact.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
