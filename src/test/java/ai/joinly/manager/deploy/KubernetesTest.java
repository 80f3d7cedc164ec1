package ai.joinly.manager.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.joinly.manager.config.Settings;
import ai.joinly.manager.config.SettingsLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The manifests against Kubernetes' own schemas, as its Java client 24 has them (Kubernetes 1.33),
 * and against the settings that the manager takes.
 */
class KubernetesTest {
  private static final Path BASE = Manifests.ROOT.resolve("base");
  private static final List<Path> OVERLAYS =
      List.of(
          Manifests.ROOT.resolve("overlays/demo"), Manifests.ROOT.resolve("overlays/production"));

  private static List<Path> resources(Path directory) throws IOException {
    return Manifests.read(directory.resolve("kustomization.yaml"))
        .path("resources")
        .valueStream()
        .map(name -> directory.resolve(name.asText()))
        .toList();
  }

  /** A deployment as an overlay has it. */
  private static JsonNode deployment(Path overlay) throws IOException {
    return Manifests.merge(
        Manifests.read(BASE.resolve("deployment.yaml")),
        Manifests.read(overlay.resolve("deployment.yaml")));
  }

  @Test
  void everyManifestIsAsItsSchemaWantsIt() throws Exception {
    List<Path> all = new ArrayList<>(resources(BASE));
    all.addAll(resources(Manifests.ROOT.resolve("components/monitoring")));
    assertEquals(8, all.size());
    for (Path file : all) {
      Manifests.validate(Manifests.read(file));
    }
    for (Path overlay : OVERLAYS) {
      Manifests.validate(deployment(overlay));
    }
    Manifests.validate(
        Manifests.merge(
            Manifests.read(BASE.resolve("ingress.yaml")),
            Manifests.read(OVERLAYS.getLast().resolve("ingress.yaml"))));
  }

  @Test
  void aMisspelledFieldIsFound() throws Exception {
    JsonNode deployment = Manifests.read(BASE.resolve("deployment.yaml"));
    ((ObjectNode) deployment.at("/spec/template/spec")).put("enableServiceLink", false);
    assertThrows(IllegalArgumentException.class, () -> Manifests.validate(deployment));
    JsonNode monitor =
        Manifests.read(Manifests.ROOT.resolve("components/monitoring/service-monitor.yaml"));
    ((ObjectNode) monitor.at("/spec/endpoints/0")).put("intervall", "15s");
    assertThrows(AssertionError.class, () -> Manifests.validate(monitor));
  }

  @Test
  void everyFileIsUsedAndEveryNamedFileIsThere() throws Exception {
    try (Stream<Path> files = Files.walk(Manifests.ROOT)) {
      for (Path kustomization :
          files.filter(file -> file.endsWith("kustomization.yaml")).toList()) {
        Path directory = kustomization.getParent();
        String text = Files.readString(kustomization);
        for (Path resource : resources(directory)) {
          assertTrue(Files.exists(resource), resource.toString());
        }
        try (Stream<Path> beside = Files.list(directory)) {
          beside
              .filter(file -> Files.isRegularFile(file) && !file.equals(kustomization))
              .forEach(file -> assertTrue(text.contains(file.getFileName().toString())));
        }
      }
    }
  }

  @Test
  void theSettingsAreOnesAndTheDrainFitsIntoTheGracePeriod() throws Exception {
    List<Path> all = new ArrayList<>(OVERLAYS);
    all.add(BASE);
    for (Path directory : all) {
      Settings settings =
          SettingsLoader.load(
                  directory, Map.of(), Optional.of(Path.of("application.yaml")), Map.of())
              .settings();
      JsonNode pod =
          (directory.equals(BASE)
                  ? Manifests.read(BASE.resolve("deployment.yaml"))
                  : deployment(directory))
              .at("/spec/template/spec");
      Duration grace = Duration.ofSeconds(pod.path("terminationGracePeriodSeconds").asLong());
      assertTrue(
          settings.agents().shutdownTimeout().plusSeconds(10).compareTo(grace) < 0,
          directory.toString());
      assertEquals(8001, settings.server().port());
    }
    assertTrue(settings("demo").demo().enabled());
    assertFalse(settings("production").resume().leaveOnShutdown());
  }

  private static Settings settings(String overlay) throws Exception {
    return SettingsLoader.load(
            Manifests.ROOT.resolve("overlays").resolve(overlay),
            Map.of(),
            Optional.of(Path.of("application.yaml")),
            Map.of())
        .settings();
  }

  @Test
  void thePodIsRestricted() throws Exception {
    for (Path overlay : OVERLAYS) {
      JsonNode deployment = deployment(overlay);
      JsonNode pod = deployment.at("/spec/template/spec");
      assertEquals(1, deployment.at("/spec/replicas").asInt());
      assertEquals("Recreate", deployment.at("/spec/strategy/type").asText());
      assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
      assertFalse(pod.path("enableServiceLinks").asBoolean(true));
      assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
      assertTrue(pod.at("/securityContext/runAsUser").asInt() > 0);
      assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
      JsonNode container = pod.path("containers").get(0);
      assertFalse(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true));
      assertTrue(container.at("/securityContext/readOnlyRootFilesystem").asBoolean());
      assertEquals("ALL", container.at("/securityContext/capabilities/drop/0").asText());
      assertTrue(container.at("/resources/limits").has("memory"));
    }
    assertTrue(
        deployment(OVERLAYS.getFirst()).toString().contains("\"name\":\"data\",\"emptyDir\""));
  }

  @Test
  void everyManifestHasTheUsualLabels() throws Exception {
    for (Path file : resources(BASE)) {
      assertEquals(
          "joinly-manager",
          Manifests.read(file).at("/metadata/labels").path("app.kubernetes.io/name").asText(),
          file.toString());
    }
  }
}
