package ai.joinly.manager.api.framing;

/** Answers requests whose bodies take too long. Thread-safe. */
@FunctionalInterface
public interface SlowBodies {
  /**
   * Returns the whole answer, with its head; the connection is closed after it.
   *
   * @param method of the request, as the client wrote it
   */
  byte[] answer(String method);
}
