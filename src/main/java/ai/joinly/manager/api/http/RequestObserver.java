package ai.joinly.manager.api.http;

/** Observer of requests. Thread-safe; must neither block nor throw. */
@FunctionalInterface
public interface RequestObserver {
  /** Does nothing. */
  RequestObserver NONE = (method, route, status, nanos) -> {};

  /**
   * Called after a request was answered.
   *
   * @param method a known HTTP method, or {@code OTHER}
   * @param route the template of the path, such as {@code /agents/{agent_id}}, never the path; or
   *     {@code none} if the path does not exist
   * @param status the status of the response
   * @param nanos the time from the request's head to the end of the response
   */
  void onRequest(String method, String route, int status, long nanos);
}
