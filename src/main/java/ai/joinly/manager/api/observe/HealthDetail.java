package ai.joinly.manager.api.observe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one part of the process, or one of its peers, does. It is shown, and never makes a probe
 * fail.
 *
 * @param name of the part, such as {@code store}
 * @param facts numbers, booleans and sentences about it; no secrets
 */
public record HealthDetail(String name, Status status, Map<String, Object> facts) {
  /** What is known of the part. */
  public enum Status {
    UP,
    DOWN,
    /** It has not been asked yet, or nothing has needed it so far. */
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
