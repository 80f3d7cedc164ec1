package ai.joinly.manager.bench.hostile;

import ai.joinly.manager.bench.harness.Latencies;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agents that must not notice an attack: checks that no event and no line of theirs is missing
 * and that they stay in their meetings, and measures how late each line arrives. Thread-safe.
 */
final class WatchedAgents {
  private static final Pattern LINE = Pattern.compile("\\bline (\\d+)\\b");
  private static final int MAX_FAULTS = 20;

  /** What has arrived of one agent. Guarded by {@code lock}. */
  private static final class Progress {
    long seq;
    long line;
  }

  private final Latencies latencies;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Progress> agents = new ConcurrentHashMap<>();

  /** Guarded by {@code lock}. */
  private final List<String> faults = new ArrayList<>();

  WatchedAgents(Latencies latencies) {
    this.latencies = latencies;
  }

  /** Watches one more agent, from the next of its events on. */
  void add(String id) {
    agents.put(id, new Progress());
  }

  int size() {
    return agents.size();
  }

  /** What went wrong, the first few of it. */
  List<String> faults() {
    lock.lock();
    try {
      return List.copyOf(faults);
    } finally {
      lock.unlock();
    }
  }

  /** Takes an event of any agent. */
  void take(JsonNode event) {
    Progress progress = agents.get(event.path("agent_id").asText());
    if (progress == null) {
      return;
    }
    String id = event.path("agent_id").asText();
    lock.lock();
    try {
      long seq = event.path("seq").asLong();
      check(progress.seq == 0 || seq == progress.seq + 1, id, "event", progress.seq, seq);
      progress.seq = seq;
      switch (event.path("type").asText()) {
        case "segment" -> segment(progress, id, event.path("data").path("text").asText());
        case "status" -> state(id, event.path("data").path("status").asText());
        case "meeting" -> state(id, event.path("data").path("meeting_status").asText());
        default -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  private void segment(Progress progress, String id, String text) {
    latencies.arrived(text);
    Matcher matcher = LINE.matcher(text);
    if (matcher.find()) {
      long line = Long.parseLong(matcher.group(1));
      check(progress.line == 0 || line == progress.line + 1, id, "line", progress.line, line);
      progress.line = line;
    }
  }

  private void state(String id, String state) {
    if (progressIsOver(state)) {
      fault(id + " is " + state);
    }
  }

  private static boolean progressIsOver(String state) {
    return switch (state) {
      case "created", "starting", "running", "not_joined", "joining", "joined" -> false;
      default -> true;
    };
  }

  private void check(boolean right, String id, String what, long before, long now) {
    if (!right) {
      fault("%s: after %s %d came %d".formatted(id, what, before, now));
    }
  }

  private void fault(String sentence) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(sentence);
    }
  }
}
