package ai.joinly.manager.api.http;

import io.helidon.webserver.http.ServerRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of requests by method and route. They are not counted by path, so that the number of
 * counters is bounded. Thread-safe.
 */
public final class ApiCalls {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

  void count(ServerRequest request) {
    String method = RequestRecord.method(request.prologue().method().text());
    String route = RequestRecord.route(request);
    counters.computeIfAbsent(method + " " + route, key -> new LongAdder()).increment();
  }

  /** Returns the number of requests by {@code METHOD /route}. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    counters.forEach((call, counter) -> counts.put(call, counter.sum()));
    return counts;
  }
}
