package ai.joinly.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the simultaneous calls of each agent (identified by name and meeting). */
public final class Attendance {
  private record Count(int now, int most) {
    Count plus(int change) {
      int then = now + change;
      return new Count(then, Math.max(most, then));
    }
  }

  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  public void enter(String agentName, String meetingUrl) {
    change(agentName, meetingUrl, 1);
  }

  public void exit(String agentName, String meetingUrl) {
    change(agentName, meetingUrl, -1);
  }

  int most(String agentName, String meetingUrl) {
    Count count = counts.get(key(agentName, meetingUrl));
    return count == null ? 0 : count.most();
  }

  int mostOfAny() {
    return counts.values().stream().mapToInt(Count::most).max().orElse(0);
  }

  private void change(String agentName, String meetingUrl, int change) {
    counts.merge(
        key(agentName, meetingUrl),
        new Count(0, 0).plus(change),
        (before, ignored) -> before.plus(change));
  }

  private static String key(String agentName, String meetingUrl) {
    return agentName + "\n" + meetingUrl;
  }
}
