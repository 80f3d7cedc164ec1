package ai.joinly.manager.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Warning about a server without authentication that other machines can reach. */
public final class Exposure {
  private Exposure() {}

  /**
   * Returns a warning for the log if other machines can reach the server; empty if only this
   * machine can.
   *
   * @param host that the server listens on
   * @param port that the server listens on
   */
  public static Optional<String> warning(String host, int port) {
    return isLoopback(host)
        ? Optional.empty()
        : Optional.of(
            ("The API at %s:%s is open to other machines and has no authentication: anyone who can"
                    + " reach the port can create agents, which join meetings and cost money, and"
                    + " can read all transcripts. Set SERVER_HOST=127.0.0.1, or put a firewall or a"
                    + " proxy with a login in front of the port")
                .formatted(host, port));
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
