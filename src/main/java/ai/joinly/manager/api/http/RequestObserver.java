package ai.joinly.manager.api.http;

/** Hears of requests. Thread-safe; must neither block nor throw. */
@FunctionalInterface
public interface RequestObserver {
  /** Hears nothing. */
  RequestObserver NONE = (method, route, status, nanos) -> {};

  /**
   * A request was answered.
   *
   * @param method a known HTTP method, or {@code OTHER}
   * @param route the template of the path, such as {@code /agents/{agent_id}}, never the path; or
   *     {@code none} when there is nothing at that path
   * @param status of the answer
   * @param nanos from the request's head to the end of its answer
   */
  void onRequest(String method, String route, int status, long nanos);
}
