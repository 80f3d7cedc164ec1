package ai.joinly.manager.api.observe;

import ai.joinly.manager.api.Monitoring;
import ai.joinly.manager.api.observe.Readiness.Phase;
import ai.joinly.manager.json.Json;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.helidon.json.JsonObject;
import io.helidon.json.JsonParser;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.ObserveFeatureConfig;
import io.helidon.webserver.observe.health.HealthObserver;
import io.helidon.webserver.observe.metrics.MetricsObserver;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Configuration of Helidon's observers: three health checks and the metrics. The checks use only
 * in-memory state: they query no peer, and no peer makes a probe fail.
 */
public final class Observability {
  private static final System.Logger LOGGER = System.getLogger(Observability.class.getName());
  private static final String STARTING = "The manager is starting.";

  private final Monitoring monitoring;

  private Observability(Monitoring monitoring) {
    this.monitoring = monitoring;
  }

  /** Returns the feature that serves {@code /health} and {@code /metrics}. */
  public static ObserveFeature feature(Monitoring monitoring) {
    ObserveFeatureConfig.Builder feature =
        ObserveFeature.builder()
            .observersDiscoverServices(false)
            .addObserver(new Observability(monitoring).health());
    monitoring
        .metrics()
        .ifPresent(
            metrics ->
                feature.addObserver(
                    MetricsObserver.create(
                        observer ->
                            observer
                                .endpoint(ObservedPaths.METRICS)
                                .meterRegistry(metrics.registry()))));
    return feature.build();
  }

  private HealthObserver health() {
    return HealthObserver.builder()
        .endpoint(ObservedPaths.HEALTH)
        .details(true)
        .useSystemServices(false)
        .addCheck(() -> response(Optional.empty()).build(), HealthCheckType.LIVENESS, "live")
        .addCheck(this::ready, HealthCheckType.READINESS, "ready")
        .addCheck(this::started, HealthCheckType.STARTUP, "started")
        .build();
  }

  private HealthCheckResponse started() {
    boolean starting = monitoring.readiness().phase() == Phase.STARTING;
    return response(starting ? Optional.of(STARTING) : Optional.empty()).build();
  }

  private HealthCheckResponse ready() {
    HealthCheckResponse.Builder response =
        response(
            switch (monitoring.readiness().phase()) {
              case STARTING -> Optional.of(STARTING);
              case READY -> Optional.empty();
              case DRAINING -> Optional.of("The manager is shutting down.");
            });
    try {
      monitoring.details().get().forEach(detail -> response.detail(detail.name(), json(detail)));
    } catch (RuntimeException e) { // must not make a probe fail
      LOGGER.log(Level.WARNING, "The health details cannot be read", e);
    }
    return response.build();
  }

  private static HealthCheckResponse.Builder response(Optional<String> obstacle) {
    HealthCheckResponse.Builder response = HealthCheckResponse.builder().status(obstacle.isEmpty());
    obstacle.ifPresent(message -> response.detail("error", message));
    return response;
  }

  private static JsonObject json(HealthDetail detail) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("status", detail.status().name().toLowerCase(Locale.ROOT));
    data.putAll(detail.facts());
    return JsonParser.create(Json.line(json -> json.writeObject(data))).readJsonObject();
  }
}
