package ai.joinly.manager.llm;

/** A language model that an agent thinks with. Thread-safe; blocks the calling virtual thread. */
public interface LlmClient {
  /**
   * Asks the model. Passing failures are retried within one deadline. A model that refused several
   * requests in a row is not asked for a while; all who try meanwhile get the same sentence.
   *
   * @throws LlmException when no usable answer came, or nobody was asked
   * @throws InterruptedException when the calling thread is interrupted: the connection is cut at
   *     once
   */
  LlmReply complete(LlmRequest request) throws LlmException, InterruptedException;

  /** Returns how the model answers turns; shared by all clients of the same model and server. */
  default AnswerMode answerMode() {
    return AnswerMode.TOOLS;
  }
}
