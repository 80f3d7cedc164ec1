package ai.joinly.manager.llm;

/** A language model that an agent thinks with. Thread-safe; blocks the calling virtual thread. */
public interface LlmClient {
  /**
   * Asks the model. Passing failures are retried within one deadline.
   *
   * @throws LlmException when no usable answer came
   * @throws InterruptedException when the calling thread is interrupted: the connection is cut at
   *     once
   */
  LlmReply complete(LlmRequest request) throws LlmException, InterruptedException;
}
