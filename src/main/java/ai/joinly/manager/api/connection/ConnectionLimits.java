package ai.joinly.manager.api.connection;

import java.time.Duration;

/**
 * Limits of a server's connections, in number and time.
 *
 * @param requests the maximum number of connections that serve requests, some of which are {@code
 *     reserved}
 * @param upgraded the maximum number of additional connections for WebSockets
 * @param reserved the number of requests that are reserved for probes and scrapers
 * @param perAddress the maximum number of connections of one address; 0 for unlimited
 * @param head the time a client has to send the head of a request
 * @param idle the time a connection may wait for its next request
 * @param unread the time a client may leave a response unread; a large response gets more
 */
public record ConnectionLimits(
    int requests,
    int upgraded,
    int reserved,
    int perAddress,
    Duration head,
    Duration idle,
    Duration unread) {
  private static final Duration HEAD = Duration.ofSeconds(10);

  /** Longer than the idle timeout of load balancers, so that they close the connection first. */
  private static final Duration IDLE = Duration.ofSeconds(75);

  private static final Duration UNREAD = Duration.ofSeconds(30);

  /** 1/64 of the requests is reserved for probes and scrapers. */
  private static final int RESERVED_DIVISOR = 64;

  public ConnectionLimits {
    if (requests < 2 || upgraded < 0 || reserved < 0 || reserved >= requests || perAddress < 0) {
      throw new IllegalArgumentException("the numbers of connections are inconsistent");
    }
    if (!head.isPositive() || !idle.isPositive() || !unread.isPositive()) {
      throw new IllegalArgumentException("the times must be positive");
    }
  }

  /** Returns limits with the default times. */
  public static ConnectionLimits of(int requests, int upgraded, int perAddress) {
    return new ConnectionLimits(
        requests,
        upgraded,
        Math.max(1, requests / RESERVED_DIVISOR),
        perAddress,
        HEAD,
        IDLE,
        UNREAD);
  }

  /** Returns the maximum number of connections. */
  public int connections() {
    return requests + upgraded;
  }
}
