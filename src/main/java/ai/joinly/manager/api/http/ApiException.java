package ai.joinly.manager.api.http;

/** Exception that ends the handling of a request with an {@link ApiError}. */
public final class ApiException extends RuntimeException {
  private final transient ApiError error;

  public ApiException(ApiError error) {
    super(error.userMessage(), null, false, false);
    this.error = error;
  }

  public ApiError error() {
    return error;
  }
}
