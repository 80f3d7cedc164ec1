package ai.joinly.manager.api.connection;

import java.time.Duration;

/**
 * What clients may take of the server's connections, and for how long.
 *
 * @param requests connections that serve requests at most, some of which are {@code reserved}
 * @param upgraded connections beside them that WebSockets may take
 * @param reserved requests that only probes and scrapers get
 * @param perAddress connections of one address at most; 0 for any number
 * @param head what a client gets to send the head of a request
 * @param idle how long a connection may wait for its next request
 * @param unread how long a client may leave an answer unread; one that is large gets more
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

  /** Above what load balancers keep an idle connection for, so that they are the ones to close. */
  private static final Duration IDLE = Duration.ofSeconds(75);

  private static final Duration UNREAD = Duration.ofSeconds(30);

  /** One part in so many is for probes and scrapers. */
  private static final int RESERVED_PART = 64;

  public ConnectionLimits {
    if (requests < 2 || upgraded < 0 || reserved < 0 || reserved >= requests || perAddress < 0) {
      throw new IllegalArgumentException("the numbers of connections do not fit together");
    }
    if (!head.isPositive() || !idle.isPositive() || !unread.isPositive()) {
      throw new IllegalArgumentException("the times must be positive");
    }
  }

  /** The usual times. */
  public static ConnectionLimits of(int requests, int upgraded, int perAddress) {
    return new ConnectionLimits(
        requests, upgraded, Math.max(1, requests / RESERVED_PART), perAddress, HEAD, IDLE, UNREAD);
  }

  /** All connections. */
  public int connections() {
    return requests + upgraded;
  }
}
