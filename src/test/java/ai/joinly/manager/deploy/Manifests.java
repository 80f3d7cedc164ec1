package ai.joinly.manager.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads manifests and holds them against the schemas of Kubernetes and the Prometheus operator. */
final class Manifests {
  static final Path ROOT = Path.of("k8s");
  private static final JsonMapper JSON = new JsonMapper();

  private Manifests() {}

  static JsonNode read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static JsonNode parse(String yaml) {
    return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
  }

  /** Fails with a sentence where a field is unknown, missing or of another kind. */
  static void validate(JsonNode manifest) throws IOException {
    JsonElement json = JsonParser.parseString(manifest.toString());
    switch (manifest.path("kind").asText()) {
      case "Namespace" -> V1Namespace.validateJsonElement(json);
      case "ServiceAccount" -> V1ServiceAccount.validateJsonElement(json);
      case "PersistentVolumeClaim" -> V1PersistentVolumeClaim.validateJsonElement(json);
      case "Deployment" -> V1Deployment.validateJsonElement(json);
      case "CronJob" -> V1CronJob.validateJsonElement(json);
      case "Job" -> V1Job.validateJsonElement(json);
      case "Service" -> V1Service.validateJsonElement(json);
      case "Ingress" -> V1Ingress.validateJsonElement(json);
      case "NetworkPolicy" -> V1NetworkPolicy.validateJsonElement(json);
      case "ServiceMonitor" -> assertKept(manifest, ServiceMonitor.class);
      case "PrometheusRule" -> assertKept(manifest, PrometheusRule.class);
      default -> throw new AssertionError("an unknown kind: " + manifest.path("kind"));
    }
  }

  /** The model has to know every field, by its own name and with its own type. */
  private static void assertKept(JsonNode manifest, Class<?> model) throws IOException {
    Object read = JSON.treeToValue(manifest, model);
    assertNothingMore("", read);
    JsonNode written = JSON.valueToTree(read);
    assertHolds("", written, manifest);
  }

  /** Unknown fields would be kept as additional properties. */
  private static void assertNothingMore(String where, Object model) {
    if (model == null || !model.getClass().getName().startsWith("io.fabric8")) {
      return;
    }
    for (var method : model.getClass().getMethods()) {
      if (method.getParameterCount() > 0 || !method.getName().startsWith("get")) {
        continue;
      }
      try {
        Object value = method.invoke(model);
        if (method.getName().equals("getAdditionalProperties")) {
          if (!((Map<?, ?>) value).isEmpty()) {
            throw new AssertionError("unknown at " + where + ": " + value);
          }
        } else if (value instanceof Iterable<?> list) {
          list.forEach(item -> assertNothingMore(where + "/" + method.getName(), item));
        } else {
          assertNothingMore(where + "/" + method.getName(), value);
        }
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }
  }

  private static void assertHolds(String where, JsonNode written, JsonNode expected) {
    if (expected.isObject()) {
      expected
          .properties()
          .forEach(
              e -> assertHolds(where + "/" + e.getKey(), written.path(e.getKey()), e.getValue()));
    } else if (expected.isArray()) {
      for (int i = 0; i < expected.size(); i++) {
        assertHolds(where + "/" + i, written.path(i), expected.get(i));
      }
    } else if (!written.asText().equals(expected.asText())) {
      throw new AssertionError("lost at " + where + ": " + expected + ", kept " + written);
    }
  }

  /**
   * What a strategic merge makes of both, as far as it is used here: lists by name, null removes.
   */
  static JsonNode merge(JsonNode base, JsonNode patch) {
    if (base instanceof ObjectNode object && patch instanceof ObjectNode changes) {
      ObjectNode merged = object.deepCopy();
      for (Map.Entry<String, JsonNode> change : changes.properties()) {
        if (change.getValue().isNull()) {
          merged.remove(change.getKey());
        } else {
          merged.set(
              change.getKey(),
              merged.has(change.getKey())
                  ? merge(merged.get(change.getKey()), change.getValue())
                  : change.getValue());
        }
      }
      return merged;
    }
    if (base instanceof ArrayNode list && patch instanceof ArrayNode changes && isNamed(changes)) {
      ArrayNode merged = list.deepCopy();
      for (JsonNode change : changes) {
        int at = indexOf(merged, change.path("name"));
        if (at < 0) {
          merged.add(change);
        } else {
          merged.set(at, merge(merged.get(at), change));
        }
      }
      return merged;
    }
    return patch;
  }

  private static boolean isNamed(ArrayNode list) {
    return list.valueStream().allMatch(item -> item.path("name") instanceof TextNode);
  }

  private static int indexOf(ArrayNode list, JsonNode name) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path("name").equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
