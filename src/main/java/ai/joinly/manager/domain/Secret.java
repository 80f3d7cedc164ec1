package ai.joinly.manager.domain;

/** A value that is never shown: not in an answer of the API, a log, a metric or an error text. */
public record Secret(String value) {
  /** What stands for every secret wherever one would be shown. */
  public static final String MASK = "***";

  @Override
  public String toString() {
    return MASK;
  }
}
