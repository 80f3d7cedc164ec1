package ai.joinly.manager.api;

import ai.joinly.manager.api.http.RequestObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what the server told of requests, {@code GET /agents 200} and the like. */
public final class RecordedRequests implements RequestObserver {
  private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();

  @Override
  public void onRequest(String method, String route, int status, long nanos) {
    requests.add(method + " " + route + " " + status);
  }

  public List<String> all() {
    return new ArrayList<>(requests);
  }
}
