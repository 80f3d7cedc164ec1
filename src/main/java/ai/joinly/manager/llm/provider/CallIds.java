package ai.joinly.manager.llm.provider;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Unique call ids of a conversation. Some services refuse a conversation with a duplicate id, and
 * some servers restart their numbering in each answer. The ids are deterministic, so that a service
 * can use its cache. Not thread-safe.
 */
final class CallIds {
  private final Set<String> taken = new HashSet<>();

  /**
   * The id sent for the latest call with each original id; its result comes before the next such
   * call.
   */
  private final Map<String, String> latest = new HashMap<>();

  String ofCall(String id) {
    String unique = id;
    for (int n = 2; !taken.add(unique); n++) {
      unique = id + "_" + n;
    }
    latest.put(id, unique);
    return unique;
  }

  String ofResult(String callId) {
    return latest.getOrDefault(callId, callId);
  }
}
