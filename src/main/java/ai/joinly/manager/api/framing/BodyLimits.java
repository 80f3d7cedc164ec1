package ai.joinly.manager.api.framing;

import java.time.Duration;

/**
 * Time limits for sending a request body.
 *
 * @param whole the limit for the complete body
 * @param window the length of each interval in which {@code leastBytes} must arrive
 */
public record BodyLimits(Duration whole, Duration window, int leastBytes) {
  /** Enough for 1 MiB over a poor mobile connection; strict about pauses. */
  public static final BodyLimits DEFAULT =
      new BodyLimits(Duration.ofSeconds(30), Duration.ofSeconds(5), 1_024);

  /** For the rest of a body that is read and discarded before the connection is closed. */
  static final BodyLimits REST = new BodyLimits(Duration.ofSeconds(1), Duration.ofMillis(250), 1);

  public BodyLimits {
    if (whole.compareTo(window) < 0 || !window.isPositive() || leastBytes < 0) {
      throw new IllegalArgumentException("the window must be positive and at most the whole time");
    }
  }
}
