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
import java.io.UncheckedIOException;
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
  private static final String NAME = "app.kubernetes.io/name";
  private static final Path BASE = Manifests.ROOT.resolve("base");
  private static final Path JOINLY = Manifests.ROOT.resolve("components/joinly");
  private static final Path EXAMPLE = Path.of("examples/overlay");
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
    all.addAll(resources(JOINLY));
    assertEquals(12, all.size());
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

  /** What clients do to the port of the API must not keep probes and scrapers out. */
  @Test
  void probesAndScrapersUseThePortOfTheirOwn() throws Exception {
    for (Path overlay : OVERLAYS) {
      JsonNode container = deployment(overlay).at("/spec/template/spec/containers/0");
      JsonNode port = container.at("/ports/1");
      assertEquals("management", port.path("name").asText());
      assertEquals(port.path("containerPort").asText(), value(container, "SERVER_MANAGEMENT_PORT"));
      assertEquals("0", value(container, "SERVER_CONNECTIONS_PER_ADDRESS"), "behind the ingress");
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        assertEquals("management", container.path(probe).at("/httpGet/port").asText(), probe);
      }
    }
    JsonNode service = Manifests.read(BASE.resolve("service.yaml"));
    assertEquals("management", service.at("/spec/ports/1/targetPort").asText());
    JsonNode monitor =
        Manifests.read(Manifests.ROOT.resolve("components/monitoring/service-monitor.yaml"));
    assertEquals(
        service.at("/spec/ports/1/name").asText(), monitor.at("/spec/endpoints/0/port").asText());
    JsonNode rule = Manifests.read(BASE.resolve("network-policy.yaml")).at("/spec/ingress/1");
    assertEquals(service.at("/spec/ports/1/port").asInt(), rule.at("/ports/0/port").asInt());
    assertEquals(
        "[\"joinly\"]", rule.at("/from/0/podSelector/matchExpressions/0/values").toString());
    assertFalse(rule.toString().contains("ingress-nginx"), "not for the world");
  }

  private static String value(JsonNode container, String variable) {
    return container
        .path("env")
        .valueStream()
        .filter(entry -> entry.path("name").asText().equals(variable))
        .map(entry -> entry.path("value").asText())
        .findFirst()
        .orElse("");
  }

  /** The pods of the Deployment, the Service and the policy name each other. */
  @Test
  void joinlysPartsFitTogetherAndToTheManager() throws Exception {
    JsonNode deployment = Manifests.read(JOINLY.resolve("deployment.yaml"));
    JsonNode service = Manifests.read(JOINLY.resolve("service.yaml"));
    JsonNode labels = deployment.at("/spec/template/metadata/labels");
    assertEquals(NAME, service.at("/spec/selector").properties().iterator().next().getKey());
    assertEquals(labels.path(NAME), service.at("/spec/selector").path(NAME));
    JsonNode container = deployment.at("/spec/template/spec/containers/0");
    assertEquals(
        "http://%s:%d/mcp/"
            .formatted(
                service.at("/metadata/name").asText(), service.at("/spec/ports/0/port").asInt()),
        settings("production").joinly().url().toString());
    assertEquals(8000, container.at("/ports/0/containerPort").asInt());
    assertEquals("/health", container.at("/readinessProbe/httpGet/path").asText());
    assertEquals("Memory", deployment.at("/spec/template/spec/volumes/0/emptyDir/medium").asText());
    assertEquals("2Gi", container.at("/resources/requests/memory").asText());
    assertEquals(
        "ghcr.io/joinly-ai/joinly:v0.5.3", container.path("image").asText(), "is not pinned");
    assertTrue(
        Manifests.read(Path.of("compose.yaml"))
            .at("/services/joinly/image")
            .asText()
            .contains(container.path("image").asText()));
    assertTrue(
        Manifests.read(OVERLAYS.getLast().resolve("kustomization.yaml"))
            .path("components")
            .toString()
            .contains("../../components/joinly"));
  }

  /** The browser opens pages of strangers, and the API has no login. */
  @Test
  void joinlysBrowserReachesNeitherTheApiNorPrivateAddresses() throws Exception {
    JsonNode policy = Manifests.read(JOINLY.resolve("network-policy.yaml")).path("spec");
    assertEquals("joinly", policy.at("/podSelector/matchLabels").path(NAME).asText());
    assertEquals("[\"Ingress\",\"Egress\"]", policy.path("policyTypes").toString());
    assertEquals(
        "joinly-manager",
        policy.at("/ingress/0/from/0/podSelector/matchLabels").path(NAME).asText());
    assertEquals(2, policy.path("egress").size());
    assertEquals(53, policy.at("/egress/0/ports/0/port").asInt());
    for (JsonNode to : policy.at("/egress/1/to")) {
      assertEquals(List.of("ipBlock"), to.propertyStream().map(Map.Entry::getKey).toList());
    }
    String excluded = policy.at("/egress/1/to").toString();
    for (String range :
        List.of(
            "10.0.0.0/8",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "169.254.0.0/16",
            "100.64.0.0/10",
            "fc00::/7",
            "fe80::/10")) {
      assertTrue(excluded.contains("\"" + range + "\""), range);
    }
    JsonNode guests =
        Manifests.read(BASE.resolve("network-policy.yaml")).at("/spec/ingress/0/from/0");
    assertEquals(NAME, guests.at("/podSelector/matchExpressions/0/key").asText());
    assertEquals("NotIn", guests.at("/podSelector/matchExpressions/0/operator").asText());
    assertEquals("[\"joinly\"]", guests.at("/podSelector/matchExpressions/0/values").toString());
  }

  @Test
  void theHostStandsInOneFileAndIsCopiedToTheRule() throws Exception {
    for (Path directory : List.of(OVERLAYS.getLast(), EXAMPLE)) {
      JsonNode kustomization = Manifests.read(directory.resolve("kustomization.yaml"));
      JsonNode copy = kustomization.at("/replacements/0");
      assertEquals("spec.tls.0.hosts.0", copy.at("/source/fieldPath").asText());
      assertEquals("spec.rules.0.host", copy.at("/targets/0/fieldPaths/0").asText());
      assertEquals("Deployment", copy.at("/targets/1/select/kind").asText());
      assertEquals(
          "spec.template.spec.containers.[name=manager].env.[name=SERVER_ALLOWED_HOSTS].value",
          copy.at("/targets/1/fieldPaths/0").asText());
      JsonNode ingress =
          Manifests.merge(
              Manifests.read(BASE.resolve("ingress.yaml")),
              Manifests.read(directory.resolve("ingress.yaml")));
      Manifests.validate(ingress);
      String host = ingress.at("/spec/tls/0/hosts/0").asText();
      assertFalse(host.isEmpty());
      assertEquals("joinly-manager-tls", ingress.at("/spec/tls/0/secretName").asText());
      assertEquals(1, ingress.at("/spec/rules").size());
      try (Stream<Path> files = Files.list(directory)) {
        assertEquals(1, files.filter(file -> text(file).contains(host)).count(), host);
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everythingHasANamespaceAndTheDemoOneOfItsOwn() throws Exception {
    assertEquals("joinly", namespace(BASE));
    assertEquals(
        namespace(BASE),
        Manifests.read(BASE.resolve("namespace.yaml")).at("/metadata/name").asText());
    // What components add is not in the base.
    assertEquals("joinly", namespace(OVERLAYS.getLast()));
    assertEquals("joinly-demo", namespace(OVERLAYS.getFirst()));
  }

  private static String namespace(Path directory) throws IOException {
    return Manifests.read(directory.resolve("kustomization.yaml")).path("namespace").asText();
  }

  @Test
  void theExampleChangesARelease() throws Exception {
    JsonNode kustomization = Manifests.read(EXAMPLE.resolve("kustomization.yaml"));
    String version =
        Manifests.read(BASE.resolve("kustomization.yaml")).at("/images/0/newTag").asText();
    assertTrue(
        kustomization
            .at("/resources/0")
            .asText()
            .endsWith("//k8s/overlays/production?ref=v" + version));
    assertEquals(version, kustomization.at("/images/0/newTag").asText());
    Manifests.validate(
        Manifests.merge(
            Manifests.read(BASE.resolve("persistent-volume-claim.yaml")),
            Manifests.read(EXAMPLE.resolve("persistent-volume-claim.yaml"))));
    SettingsLoader.load(EXAMPLE, Map.of(), Optional.of(Path.of("application.yaml")), Map.of());
  }

  @Test
  void backupAndRestoreAreAsTheirSchemasWantThemAndUseTheManagersVolume() throws Exception {
    List<JsonNode> all = new ArrayList<>();
    for (String name : List.of("cronjob.yaml", "restore.yaml")) {
      String text = Files.readString(Path.of("examples/backup").resolve(name));
      for (String document : text.split("\n---\n", -1)) {
        all.add(Manifests.parse(document));
      }
    }
    for (JsonNode manifest : all) {
      Manifests.validate(manifest);
    }
    String claim =
        Manifests.read(BASE.resolve("persistent-volume-claim.yaml")).at("/metadata/name").asText();
    for (JsonNode pod :
        List.of(
            all.get(1).at("/spec/jobTemplate/spec/template/spec"),
            all.get(2).at("/spec/template/spec"))) {
      assertEquals(claim, pod.at("/volumes/0/persistentVolumeClaim/claimName").asText());
      assertEquals(65532, pod.at("/securityContext/runAsUser").asInt());
    }
  }

  @Test
  void noMoreAgentsAreLetInThanJoinlyHasMemoryFor() throws Exception {
    int gibibytes =
        Integer.parseInt(
            Manifests.read(JOINLY.resolve("deployment.yaml"))
                .at("/spec/template/spec/containers/0/resources/limits/memory")
                .asText()
                .replace("Gi", ""));
    for (Path directory : List.of(OVERLAYS.getLast(), EXAMPLE)) {
      int agents =
          Manifests.read(directory.resolve("application.yaml")).at("/agents/max-active").asInt();
      assertTrue(agents <= gibibytes - 2, agents + " agents in " + directory);
    }
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
