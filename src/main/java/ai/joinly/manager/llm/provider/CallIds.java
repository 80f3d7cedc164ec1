package ai.joinly.manager.llm.provider;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives each call of a conversation an id of its own, since some services refuse a conversation in
 * which one comes twice, and some servers begin to count anew in each answer. The same conversation
 * has the same ids each time, so that a service can find it in its cache. For one thread.
 */
final class CallIds {
  private final Set<String> taken = new HashSet<>();

  /** What the newest call of an id is called now; its result comes before the next such call. */
  private final Map<String, String> newest = new HashMap<>();

  String ofCall(String id) {
    String own = id;
    for (int n = 2; !taken.add(own); n++) {
      own = id + "_" + n;
    }
    newest.put(id, own);
    return own;
  }

  String ofResult(String callId) {
    return newest.getOrDefault(callId, callId);
  }
}
