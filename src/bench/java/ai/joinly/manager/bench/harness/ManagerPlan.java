package ai.joinly.manager.bench.harness;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a manager is started.
 *
 * @param jvm options of its JVM, beside those with which it is deployed
 * @param settings its environment, without host and port
 * @param cached whether it starts from the AOT cache, as in the image
 */
public record ManagerPlan(List<String> jvm, Map<String, String> settings, boolean cached) {
  public ManagerPlan {
    jvm = List.copyOf(jvm);
    settings = Map.copyOf(settings);
  }

  /** As deployed, with room for so many agents and a quiet log. */
  public static ManagerPlan of(URI joinly, URI model, int agents) {
    Map<String, String> settings = new HashMap<>();
    settings.put("JOINLY_URL", joinly.toString());
    settings.put("OPENAI_BASE_URL", model.toString());
    settings.put("OPENAI_API_KEY", "scripted");
    settings.put("MAX_AGENTS", Integer.toString(agents));
    settings.put("LOG_LEVEL", "warn");
    settings.put("LOG_FORMAT", "text");
    return new ManagerPlan(List.of(), settings, true);
  }

  /** With one more option of the JVM. */
  public ManagerPlan with(String option) {
    List<String> more = new ArrayList<>(jvm);
    more.add(option);
    return new ManagerPlan(more, settings, cached);
  }

  /** With one more setting. */
  public ManagerPlan with(String name, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(name, value);
    return new ManagerPlan(jvm, more, cached);
  }

  /** Without the AOT cache. */
  public ManagerPlan uncached() {
    return new ManagerPlan(jvm, settings, false);
  }
}
