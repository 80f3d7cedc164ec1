package ai.joinly.manager.web;

/** Ends the handling of a request with an {@link ApiError}. */
final class ApiException extends RuntimeException {
  private final transient ApiError error;

  ApiException(ApiError error) {
    super(error.sentence(), null, false, false);
    this.error = error;
  }

  ApiError error() {
    return error;
  }
}
