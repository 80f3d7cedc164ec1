package ai.joinly.manager.api.framing;

import java.time.Duration;

/**
 * How long a client may take to send a body.
 *
 * @param whole for all of it
 * @param window in which {@code leastBytes} must arrive, again and again
 */
public record BodyLimits(Duration whole, Duration window, int leastBytes) {
  /** A mebibyte at the rate of a poor mobile connection, and no patience with silence. */
  public static final BodyLimits DEFAULT =
      new BodyLimits(Duration.ofSeconds(30), Duration.ofSeconds(5), 1_024);

  /** For what a client still sends while nobody reads it, before the connection is closed. */
  static final BodyLimits REST = new BodyLimits(Duration.ofSeconds(1), Duration.ofMillis(250), 1);

  public BodyLimits {
    if (whole.compareTo(window) < 0 || !window.isPositive() || leastBytes < 0) {
      throw new IllegalArgumentException("a window is positive and part of the whole");
    }
  }
}
