package ai.joinly.manager.bench.harness;

/** The benchmark cannot go on; the message tells why. */
public final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public BenchmarkException(String message) {
    super(message);
  }

  public BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
