package ai.joinly.manager.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.SettingsLoader;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * compose.yaml, as far as it can be held against the Compose specification and the rest of the
 * repository without a container engine.
 */
class ComposeTest {
  private static final Set<String> SERVICE_KEYS =
      Set.of(
          "build",
          "image",
          "ports",
          "expose",
          "env_file",
          "environment",
          "volumes",
          "tmpfs",
          "read_only",
          "cap_drop",
          "security_opt",
          "mem_limit",
          "shm_size",
          "stop_grace_period",
          "restart",
          "depends_on",
          "healthcheck",
          "logging",
          "networks");

  @TempDir Path empty;
  private final JsonNode compose = read();

  private static JsonNode read() {
    try {
      return Manifests.read(Path.of("compose.yaml"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void servicesHaveOnlyKeysOfTheSpecificationAndNameEachOther() {
    JsonNode services = compose.path("services");
    assertTrue(services.has("joinly-manager"));
    for (Map.Entry<String, JsonNode> service : services.properties()) {
      service
          .getValue()
          .fieldNames()
          .forEachRemaining(
              key -> assertTrue(SERVICE_KEYS.contains(key), service.getKey() + "." + key));
      for (String other : names(service.getValue().path("depends_on"))) {
        assertTrue(services.has(other), other);
      }
      List<String> networks = names(service.getValue().path("networks"));
      assertFalse(networks.isEmpty(), service.getKey() + " would be in a network with all");
      for (String network : networks) {
        assertTrue(compose.path("networks").has(network), network);
      }
      for (JsonNode port : service.getValue().path("ports")) {
        assertTrue(
            port.asText().matches("127\\.0\\.0\\.1:\\d+:\\d+"),
            "there is no login: only this machine may have " + port);
      }
    }
  }

  @Test
  void noLogFillsTheDisk() {
    for (JsonNode service : compose.path("services")) {
      assertEquals("10m", service.at("/logging/options/max-size").asText(), service.toString());
      assertEquals("5", service.at("/logging/options/max-file").asText(), service.toString());
    }
  }

  /** A list of names, or a map by name. */
  private static List<String> names(JsonNode listOrMap) {
    return listOrMap.isArray()
        ? listOrMap.valueStream().map(JsonNode::asText).toList()
        : listOrMap.propertyStream().map(Map.Entry::getKey).toList();
  }

  @Test
  void everyImageIsPinned() {
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      String image = service.getValue().path("image").asText();
      assertTrue(image.matches(".*:(v?[0-9]+\\.[0-9.]+}?|local)"), image);
    }
  }

  /** The browser opens pages of strangers; the API, Prometheus and Grafana have no login. */
  @Test
  void theBrowserSharesNoNetworkWithTheApi() {
    JsonNode services = compose.path("services");
    assertEquals(List.of("meeting"), names(services.at("/joinly/networks")));
    JsonNode manager = services.path("joinly-manager");
    assertEquals(List.of("api", "meeting"), names(manager.path("networks")));
    // It listens in the one network only; that one is first by name, so it has the published port.
    String address = manager.at("/networks/api/ipv4_address").asText();
    assertEquals(address, manager.at("/environment/SERVER_HOST").asText());
    String subnet = compose.at("/networks/api/ipam/config/0/subnet").asText();
    assertEquals(address.replaceAll("\\.\\d+$", ".0/24"), subnet);
    assertEquals("[\"ALL\"]", services.at("/joinly/cap_drop").toString());
    for (String other : List.of("prometheus", "grafana")) {
      assertEquals(List.of("api"), names(services.path(other).path("networks")));
    }
  }

  @Test
  void theManagerWaitsForAJoinlyServerThatAnswers() {
    JsonNode joinly = compose.at("/services/joinly");
    assertEquals("CMD", joinly.at("/healthcheck/test/0").asText());
    assertTrue(
        joinly
            .at("/healthcheck/test")
            .toString()
            .contains("http://127.0.0.1:" + joinly.at("/expose/0").asText() + "/health"));
    assertEquals(
        "service_healthy",
        compose.at("/services/joinly-manager/depends_on/joinly/condition").asText());
  }

  @Test
  void whatIsMountedIsThere() {
    for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
      for (JsonNode volume : service.getValue().path("volumes")) {
        String source = volume.asText().substring(0, volume.asText().indexOf(':'));
        assertTrue(
            source.startsWith("./")
                ? Files.exists(Path.of(source)) && volume.asText().endsWith(":ro")
                : compose.path("volumes").has(source),
            volume.asText());
      }
    }
  }

  @Test
  void theManagersEnvironmentAreSettingsAndItsDrainFitsIntoTheGracePeriod() throws Exception {
    JsonNode manager = compose.at("/services/joinly-manager");
    Map<String, String> environment = new HashMap<>();
    manager
        .path("environment")
        .properties()
        .forEach(
            e ->
                environment.put(
                    e.getKey(), e.getValue().asText().replaceFirst("^\\$\\{.*:-(.*)}$", "$1")));
    var settings = SettingsLoader.load(empty, environment, Optional.empty(), Map.of()).settings();
    String joinly = settings.joinly().url().getHost();
    assertEquals("8000", compose.at("/services/" + joinly + "/expose/0").asText());
    assertEquals(2, settings.agents().maxActive(), "as many as joinly has memory for");
    assertTrue(settings.agents().shutdownTimeout().toSeconds() > 10, "is not taken as a setting");
    Duration grace =
        Duration.parse("PT" + manager.path("stop_grace_period").asText().toUpperCase(Locale.ROOT));
    assertTrue(settings.agents().shutdownTimeout().plusSeconds(10).compareTo(grace) < 0);
    assertTrue(manager.path("read_only").asBoolean());
    assertEquals(
        List.of("/tmp"), manager.path("tmpfs").valueStream().map(JsonNode::asText).toList());
  }

  @Test
  void prometheusAndGrafanaFindTheManagerAndTheBoard() throws Exception {
    JsonNode prometheus = Manifests.read(Path.of("monitoring/prometheus.yml"));
    assertEquals(
        "joinly-manager:"
            + compose.at("/services/joinly-manager/environment/SERVER_MANAGEMENT_PORT").asText(),
        prometheus.at("/scrape_configs/0/static_configs/0/targets/0").asText());
    String alerts = prometheus.at("/rule_files/0").asText();
    assertTrue(compose.at("/services/prometheus/volumes").toString().contains(":" + alerts + ":"));
    String boards = compose.at("/services/grafana/volumes").toString();
    String provided =
        Manifests.read(Path.of("monitoring/grafana/provisioning/dashboards/dashboards.yml"))
            .at("/providers/0/options/path")
            .asText();
    assertTrue(boards.contains(":" + provided + ":"), provided);
    String home =
        compose
            .at("/services/grafana/environment/GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")
            .asText();
    assertTrue(
        Files.exists(
            Path.of("monitoring/grafana/dashboards", home.substring(provided.length() + 1))));
    assertEquals(
        "http://prometheus:9090",
        Manifests.read(Path.of("monitoring/grafana/provisioning/datasources/prometheus.yml"))
            .at("/datasources/0/url")
            .asText());
  }
}
