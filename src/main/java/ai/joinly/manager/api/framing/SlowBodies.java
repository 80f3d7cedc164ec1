package ai.joinly.manager.api.framing;

/** Factory of responses to requests whose bodies take too long. Thread-safe. */
@FunctionalInterface
public interface SlowBodies {
  /**
   * Returns the complete response, with its head; the connection is closed after it.
   *
   * @param method the request's method, as the client sent it
   */
  byte[] answer(String method);
}
