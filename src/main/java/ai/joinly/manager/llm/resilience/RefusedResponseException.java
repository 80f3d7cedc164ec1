package ai.joinly.manager.llm.resilience;

import ai.joinly.manager.llm.repair.RefusalDetails;
import dev.langchain4j.exception.HttpException;
import java.time.Duration;
import java.util.Optional;

/**
 * Thrown for a response with a status other than 2xx. It keeps the facts that the manager can act
 * on and discards the body, which may repeat the key or the prompt.
 */
public final class RefusedResponseException extends HttpException {
  private final transient Refusal refusal;
  private final transient Optional<Duration> retryAfter;
  private final transient Optional<String> token;
  private final transient Optional<RefusalDetails> details;

  /**
   * @param retryAfter the delay that the server requests
   * @param token the server's error code
   * @param details the part of the request that the error refers to
   */
  RefusedResponseException(
      int status,
      Refusal refusal,
      Optional<Duration> retryAfter,
      Optional<String> token,
      Optional<RefusalDetails> details) {
    super(status, "HTTP status " + status);
    this.refusal = refusal;
    this.retryAfter = retryAfter;
    this.token = token;
    this.details = details;
  }

  Refusal refusal() {
    return refusal;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  Optional<String> token() {
    return token;
  }

  Optional<RefusalDetails> details() {
    return details;
  }
}
