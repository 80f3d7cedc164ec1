package ai.joinly.manager.api.observe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Health of a component or of a peer. It is informational and never makes a probe fail.
 *
 * @param name the name of the component, such as {@code store}
 * @param facts numbers, booleans and messages about it; no secrets
 */
public record HealthDetail(String name, Status status, Map<String, Object> facts) {
  /** Health status of a component. */
  public enum Status {
    UP,
    DOWN,
    /** Not checked yet, or not used so far. */
    UNKNOWN
  }

  public HealthDetail {
    facts = new LinkedHashMap<>(facts);
  }

  @Override
  public Map<String, Object> facts() {
    return new LinkedHashMap<>(facts);
  }
}
