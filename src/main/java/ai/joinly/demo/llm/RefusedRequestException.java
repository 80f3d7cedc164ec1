package ai.joinly.demo.llm;

import io.helidon.http.Status;

/** Refusal of a request that the real services refuse, too. */
final class RefusedRequestException extends RuntimeException {
  private final transient Status status;
  private final String code;

  /**
   * @param code the service's short name of the error
   */
  RefusedRequestException(Status status, String code, String sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
  }

  Status status() {
    return status;
  }

  String code() {
    return code;
  }
}
