package ai.joinly.manager.llm;

/** Client of an agent's language model. Thread-safe; blocks the calling virtual thread. */
public interface LlmClient {
  /**
   * Sends the request to the model. Transient failures are retried within one deadline. A model
   * that refused several requests in a row is not called for some time; callers get the same error
   * message in that time.
   *
   * @throws LlmException when there is no usable answer, or the model was not called
   * @throws InterruptedException when the calling thread is interrupted; the connection is closed
   *     immediately
   */
  LlmReply complete(LlmRequest request) throws LlmException, InterruptedException;

  /**
   * Returns the way the model answers turns, shared by all clients of the same model and server.
   */
  default AnswerMode answerMode() {
    return AnswerMode.TOOLS;
  }
}
