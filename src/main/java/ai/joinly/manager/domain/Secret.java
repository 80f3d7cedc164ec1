package ai.joinly.manager.domain;

/** Value that is never shown in API responses, logs, metrics or error messages. */
public record Secret(String value) {
  /** Replacement for secrets in output. */
  public static final String MASK = "***";

  @Override
  public String toString() {
    return MASK;
  }
}
